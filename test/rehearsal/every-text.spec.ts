import assert from "node:assert/strict";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { quotaProblems } from "../../stacks/quotas/organization-quotas.ts";
import { linesOf, loadAt } from "../support/sample.ts";
import { textFields } from "../support/text-fields.ts";
import { wordedDeclaration } from "../support/worded-declaration.ts";

/** Places whose text repeats a name that stands elsewhere, or is an id, a range or a span of time, which have one form. */
const TIED = new RegExp(
  [
    String.raw`^account\.(?:id|organizationalUnit|perimeter\..*|attachedPolicies\..*|clusters\.<value>\.network|defaults\..*)$`,
    String.raw`^account\.networks\.<value>\..*$`,
    String.raw`^account\.workloads\.<value>\.(?:cluster|clusters\[\]|network|issuer|addresses\[\])$`,
    String.raw`^data\..*\.(?:existing|encryption\.key|replicaOf|pointInTimeRecovery|maxSession|until|on\[\]|broker|rotation\.(?:by|every))$`,
    String.raw`^data\..*\.(?:sharedWith|usedBy)\.<name>$`,
    String.raw`^organization\.(?:organization|organizationalUnits\.<value>)\.(?:id|existing|managementAccount|attachedPolicies\..*)$`,
    String.raw`^organization\.(?:backups\.copiedTo\.<name>|breakGlass\.maxSession|defaults\..*|externalParties\.<value>\.account)$`,
  ].join("|"),
);

const PUNCTUATION = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter((each) => !/[a-zA-Z0-9]/.test(each));
/** One character of every kind that some service of AWS refuses. */
const CHARACTERS = [...PUNCTUATION, ...Array.from("Az0éÿ€Ж日😀٣\u0001\u007f\u0085\n\t\u00a0\u2028"), "\ud800"];
const LENGTHS = [2, 3, 30, 40, 41, 50, 64, 65, 128, 129, 235, 255, 256, 257, 500, 512, 513, 1_224, 2_048];
/** Letters alone, and letters in parts, as paths and hosts have them. */
const FILLINGS = ["", "/", "."].map((separator) => `${"a".repeat(60)}${separator}`.repeat(40));

const ordinary = new Map<string, string>();
wordedDeclaration((field, otherwise) => {
  ordinary.set(field, otherwise);
  return otherwise;
});

const worded = (texts: ReadonlyMap<string, string>) => wordedDeclaration((field, otherwise) => texts.get(field) ?? otherwise);

/** The declaration with these texts, and everything that `validate` says of it. */
function validated(texts: ReadonlyMap<string, string>) {
  const { declaration, problems } = loadAt(worded(texts));
  return { declaration, problems: declaration === undefined ? problems : quotaProblems(plan(declaration)) };
}

/** Whether a text is valid in a place; asserts that one that is not is refused with its position and a remedy. */
function isTaken(field: string, text: string): boolean {
  const { problems } = loadAt(worded(new Map([[field, text]])));
  for (const { file, line, column, message } of problems) {
    assert.ok(file.endsWith(".yaml") && line > 0 && column > 0, `${field}: ${JSON.stringify(text)}`);
    assert.match(message, /^\S.*; \S.*$/, field);
  }
  return problems.length === 0;
}

/** The text that ordinarily stands in a place, with more in front of its last character. */
const lengthened = (text: string, more: string): string => text.slice(0, -1) + more + text.slice(-1);

/** All characters that a place takes, in one text, and the longest text that it takes. */
function extremesOf(field: string, text: string): readonly (readonly [string, string])[] {
  const taken = CHARACTERS.filter((character) => isTaken(field, lengthened(text, character)));
  // What is taken alone is not always taken beside another, such as a dot beside a hyphen.
  const wild = [taken, taken.filter((each) => !/[-./ ]/.test(each))].map((each) => lengthened(text, each.join("")));
  const fillings = FILLINGS.filter((filling) => taken.some((character) => filling.endsWith(character)) || filling.endsWith("a"));
  const long = fillings.flatMap((filling) =>
    LENGTHS.map((length) => lengthened(text, filling.slice(0, Math.max(0, length - text.length)))),
  );
  const longest = long.filter((each) => isTaken(field, each)).sort((a, b) => b.length - a.length)[0];
  return [
    ["every character", wild.find((each) => isTaken(field, each)) ?? text],
    ["the greatest length", longest ?? text],
  ];
}

/** What the control plane refuses, and stacks that fail, in a rehearsal with these texts. */
async function refusalsOf(texts: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const { declaration, problems } = validated(texts);
  assert.deepEqual(linesOf(problems), []);
  assert.ok(declaration !== undefined);
  const { stacks, refusals } = await rehearsePlan(plan(declaration));
  return [
    ...refusals.map(({ stack, message }) => `${stack}: ${message}`),
    ...stacks.flatMap(({ name, status, error }) => (status === "failed" ? [`${name}: ${error ?? ""}`] : [])),
  ];
}

/** The longest path and name of a role. */
const ROLE = `${`${"r".repeat(63)}/`.repeat(7)}${"r".repeat(64)}`;

describe("a trust policy that texts of the declaration fill", () => {
  const withId = (length: number) =>
    new Map([
      ["organization.externalParties.<name>", "p".repeat(40)],
      ["organization.externalParties.<value>.role", ROLE],
      ["organization.externalParties.<value>.externalId", "e".repeat(length)],
    ]);

  it("is taken up to IAM's quota, and refused by validation beyond it, naming the party", async () => {
    let length = 1_224;
    while (validated(withId(length)).problems.length > 0) length -= 1;
    assert.ok(length > 800 && length < 1_224, length.toString());
    assert.deepEqual(await refusalsOf(withId(length)), []);
    assert.deepEqual(linesOf(validated(withId(length + 1)).problems), [
      `organization.yaml:34:3: external/${"p".repeat(40)}: needs a trust policy of more characters than the 2048 that AWS takes, got 2049; use a shorter external id, or name fewer networks, in larger ranges`,
    ]);
  });
});

describe("G19: every text of a declaration", function () {
  // Long work, not slow work: each text is validated with all others.
  this.timeout(1_200_000);

  it("stands in the declaration that is tried here, or is tied to one that does", () => {
    assert.deepEqual(
      textFields().filter((field) => !ordinary.has(field) && !TIED.test(field)),
      [],
      "give each new text a place in wordedDeclaration",
    );
    assert.deepEqual(
      [...ordinary.keys()].filter((field) => !textFields().includes(field)),
      [],
    );
  });

  it("is refused by validation with its position, or taken by the control plane of the rehearsal", async () => {
    const extremes = new Map<string, Map<string, string>>();
    for (const [field, text] of ordinary) {
      for (const [extreme, found] of extremesOf(field, text)) {
        const texts = new Map(extremes.get(extreme)).set(field, found);
        // Two long texts may be too long for one document: that is said of both, and the second stays as it was.
        if (validated(texts).problems.length === 0) extremes.set(extreme, texts);
      }
    }
    assert.equal(extremes.size, 2);
    for (const [extreme, texts] of extremes) assert.deepEqual(await refusalsOf(texts), [], extreme);
  });
});
