import assert from "node:assert/strict";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { quotaProblems } from "../../stacks/quotas/organization-quotas.ts";
import { linesOf, loadAt } from "./sample.ts";
import { textFields } from "./text-fields.ts";
import { wordedDeclaration } from "./worded-declaration.ts";

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
export function validated(texts: ReadonlyMap<string, string>) {
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

/**
 * The characters that a place takes, in one text, and the longest text that it takes.
 * @param isTried which characters and lengths to try, by their number
 */
function extremesOf(field: string, text: string, isTried: (number: number) => boolean): readonly (readonly [string, string])[] {
  const taken = CHARACTERS.filter((_, number) => isTried(number)).filter((character) => isTaken(field, lengthened(text, character)));
  // What is taken alone is not always taken beside another, such as a dot beside a hyphen.
  const wild = [taken, taken.filter((each) => !/[-./ ]/.test(each))].map((each) => lengthened(text, each.join("")));
  const fillings = FILLINGS.filter((filling) => taken.some((character) => filling.endsWith(character)) || filling.endsWith("a"));
  const long = fillings.flatMap((filling) =>
    LENGTHS.filter((_, number) => isTried(number)).map((length) => lengthened(text, filling.slice(0, Math.max(0, length - text.length)))),
  );
  const longest = long.filter((each) => isTaken(field, each)).sort((a, b) => b.length - a.length)[0];
  return [
    ["every character", wild.find((each) => isTaken(field, each)) ?? text],
    ["the greatest length", longest ?? text],
  ];
}

/** What the control plane refuses, and stacks that fail, in a rehearsal with these texts. */
export async function refusalsOf(texts: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const { declaration, problems } = validated(texts);
  assert.deepEqual(linesOf(problems), []);
  assert.ok(declaration !== undefined);
  const { stacks, refusals } = await rehearsePlan(plan(declaration));
  return [
    ...refusals.map(({ stack, message }) => `${stack}: ${message}`),
    ...stacks.flatMap(({ name, status, error }) => (status === "failed" ? [`${name}: ${error ?? ""}`] : [])),
  ];
}

/**
 * Tests that every text of a declaration is refused by validation or taken by AWS.
 * @param step every how many of the characters and lengths is tried in each place, others in the next one
 */
export function itHoldsForEveryText(step: number): void {
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
    for (const [place, [field, text]] of [...ordinary].entries()) {
      for (const [extreme, found] of extremesOf(field, text, (number) => (number + place) % step === 0)) {
        const texts = new Map(extremes.get(extreme)).set(field, found);
        // Two long texts may be too long for one document: that is said of both, and the second stays as it was.
        if (validated(texts).problems.length === 0) extremes.set(extreme, texts);
      }
    }
    assert.equal(extremes.size, 2);
    for (const [extreme, texts] of extremes) assert.deepEqual(await refusalsOf(texts), [], extreme);
  });
}
