import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { contestedBy } from "../../../proof/engine/contested.ts";
import { decide } from "../../../proof/engine/decide.ts";
import { decideUnderEveryReading, underReadings } from "../../../proof/engine/decide-under-readings.ts";
import { compileLayers, type LayerDocuments } from "../../../proof/engine/layers.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest, type Request } from "../../../proof/engine/prepare-request.ts";
import { choicesOf, DEFAULT_READINGS, READINGS, type ReadingId, type Readings } from "../../../proof/engine/readings.ts";
import { FOREIGN_READER, FULL_ACCESS, ORDERS, OWNER, policy, READ_ORDERS, READER, SURROUNDINGS } from "./engine.ts";

const ALLOW: StatementDocument = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
const TEAM = "aws:PrincipalTag/team";
const SESSION = `arn:aws:sts::${OWNER}:assumed-role/reader/s1`;

function allowIf(Condition: StatementDocument["Condition"], context: Request["context"] = {}): Case {
  return { request: { ...READ_ORDERS, context }, layers: { identity: [policy({ ...ALLOW, Condition })] } };
}

function allowOf(Resource: string, context: Request["context"] = {}): Case {
  return { request: { ...READ_ORDERS, context }, layers: { identity: [policy({ ...ALLOW, Resource })] } };
}

function denyUnless(NotPrincipal: StatementDocument["NotPrincipal"], principal: string): Case {
  return {
    request: { ...READ_ORDERS, principal },
    layers: { identity: [FULL_ACCESS], resource: policy({ ...ALLOW, Effect: "Deny", NotPrincipal }) },
  };
}

interface Case {
  readonly request: Request;
  readonly layers: LayerDocuments;
}

/** For each question a request that it decides, with the readings under which it is allowed. */
const TURNED: Readonly<Record<ReadingId, readonly (readonly [Case, readonly string[]])[]>> = {
  "for-any-value-if-exists": [[allowIf({ "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "team" } }), ["holds"]]],
  "for-any-value-negated": [[allowIf({ "ForAnyValue:StringNotEquals": { "aws:TagKeys": "team" } }), ["holds"]]],
  "for-all-values-missing": [
    [allowIf({ "ForAllValues:StringNotEquals": { "aws:TagKeys": "team" } }), ["holds"]],
    [allowIf({ "ForAllValues:StringEquals": { "aws:TagKeys": "team" } }), ["holds", "negated-fails"]],
  ],
  "empty-value": [
    [allowIf({ Null: { [TEAM]: "false" } }, { [TEAM]: "" }), ["value"]],
    [allowIf({ Null: { "dynamodb:LeadingKeys": "true" } }, { "dynamodb:LeadingKeys": [""] }), ["absent"]],
  ],
  "several-values": [
    [allowIf({ StringEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }), ["any"]],
    [allowIf({ StringNotEquals: { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "b"] }), ["all", "missing"]],
    [allowIf({ StringNotLike: { "aws:TagKeys": "*" } }, { "aws:TagKeys": ["a", "b"] }), ["missing"]],
  ],
  "arn-star": [[allowIf({ ArnLike: { "aws:PrincipalArn": "*" } }), ["every"]]],
  "arn-case": [
    [allowOf(ORDERS.replace("eu-west-1", "EU-west-1")), ["does-not-count"]],
    [
      allowIf({ ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:1:t" } }, { "aws:SourceArn": "arn:aws:SNS:eu-west-1:1:t" }),
      ["does-not-count"],
    ],
  ],
  "incomplete-arn": [
    [allowOf("arn:aws:dynamodb"), ["both", "completed"]],
    [allowOf("arn:aws:dynamodb:*:table/orders"), ["both", "as-written"]],
  ],
  "variable-without-value": [
    [allowIf({ StringNotEquals: { "aws:ResourceTag/team": `\${${TEAM}}` } }, { "aws:ResourceTag/team": "red" }), ["comparison"]],
  ],
  "empty-variable": [[allowOf(`arn:aws:dynamodb:*:*:table/\${${TEAM}}*`, { [TEAM]: "" }), ["text"]]],
  "wildcard-in-variable": [[allowOf(`arn:aws:dynamodb:*:*:table/\${${TEAM}}`, { [TEAM]: "o*" }), ["alive"]]],
  "variable-in-bool": [
    [allowIf({ Bool: { "aws:SecureTransport": `\${${TEAM}}` } }, { [TEAM]: "true", "aws:SecureTransport": "true" }), ["value"]],
  ],
  "everybody-of-accounts": [
    [
      { request: { ...READ_ORDERS, principal: "sns.amazonaws.com" }, layers: { resource: policy({ ...ALLOW, Principal: { AWS: "*" } }) } },
      ["included"],
    ],
  ],
  "not-principal": [
    [denyUnless({ AWS: READER }, READER), ["name"]],
    [denyUnless({ AWS: [READER, OWNER] }, SESSION), ["account", "name"]],
    [denyUnless({ AWS: [SESSION, READER, OWNER] }, SESSION), ["account", "session", "name"]],
  ],
  "pinned-everybody": [
    [
      {
        request: READ_ORDERS,
        layers: {
          resource: policy({ ...ALLOW, Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": READER } } }),
          boundary: [policy({ ...ALLOW, Action: "s3:*" })],
        },
      },
      ["unlimited"],
    ],
  ],
  "account-in-endpoint-policy": [
    [
      { request: READ_ORDERS, layers: { identity: [FULL_ACCESS], endpoint: policy({ ...ALLOW, Principal: { AWS: OWNER } }) } },
      ["principals"],
    ],
  ],
};

const prepare = (request: Request, readings?: Readings) =>
  prepareRequest(request, { ...SURROUNDINGS, ...(readings === undefined ? {} : { readings }) });

const RUNS = { seed: 20261122, numRuns: 3000 };
const contexts = fc.constantFrom<Request["context"]>(
  {},
  { [TEAM]: "" },
  { [TEAM]: "o*", "aws:TagKeys": ["a", "b"] },
  { [TEAM]: "orders", "aws:TagKeys": [""], "aws:SourceArn": "arn:aws:SNS:eu-west-1:1:t" },
  { "aws:TagKeys": ["a"], "aws:SourceArn": "arn:aws:sns:eu-west-1:1:t", "aws:SecureTransport": "true", [TEAM]: "true" },
);
const conditions = fc.constantFrom<StatementDocument["Condition"]>(
  undefined,
  ...Object.values(TURNED).flatMap((cases) =>
    cases.flatMap(([{ layers }]) => {
      const { Statement } = (layers.identity?.[0] ?? FULL_ACCESS) as { readonly Statement: readonly StatementDocument[] };
      return Statement.map(({ Condition }) => Condition);
    }),
  ),
  { "ForAnyValue:StringNotEqualsIfExists": { "aws:TagKeys": "a" }, Null: { "aws:TagKeys": "true" } },
  { "ForAllValues:StringNotEqualsIfExists": { "aws:TagKeys": `\${${TEAM}, 'a'}` } },
  { StringNotEqualsIfExists: { "aws:TagKeys": `\${${TEAM}}` } },
  { ArnNotLike: { "aws:SourceArn": ["*", "arn:aws:SNS:*:*:*"] } },
);
const resources = fc.constantFrom(
  "*",
  "arn:aws:dynamodb",
  "arn:aws:dynamodb:EU-*:*:table/*",
  `arn:aws:dynamodb:*:*:table/\${${TEAM}}*`,
  `arn:aws:dynamodb:*:*:table/\${${TEAM}, 'orders'}`,
);
const statements: fc.Arbitrary<StatementDocument> = fc
  .record({
    Effect: fc.constantFrom<"Allow" | "Deny">("Allow", "Allow", "Deny"),
    Resource: resources,
    Condition: conditions,
    isNot: fc.boolean(),
  })
  .map(({ Resource, isNot, ...rest }) => ({
    Action: "dynamodb:*",
    ...rest,
    ...(isNot && Resource !== "*" ? { NotResource: Resource } : { Resource }),
  }));
const named: fc.Arbitrary<StatementDocument> = fc
  .tuple(
    statements,
    fc.constantFrom<StatementDocument["Principal"]>("*", { AWS: "*" }, { AWS: OWNER }, { AWS: READER }, { AWS: [SESSION, OWNER] }),
    fc.boolean(),
  )
  .map(([statement, Principal, isNot]) =>
    isNot && statement.Effect === "Deny" ? { ...statement, NotPrincipal: Principal } : { ...statement, Principal },
  );
const document = (arbitrary: fc.Arbitrary<StatementDocument>) =>
  fc.array(arbitrary, { minLength: 1, maxLength: 3 }).map((list) => policy(...list));
const layers: fc.Arbitrary<LayerDocuments> = fc.record({
  identity: fc.array(document(statements), { maxLength: 2 }),
  boundary: fc.option(fc.array(document(statements), { minLength: 1, maxLength: 1 }), { nil: undefined, freq: 4 }),
  resource: fc.option(document(named), { nil: undefined }),
  endpoint: fc.option(document(named), { nil: undefined, freq: 4 }),
});
const requests: fc.Arbitrary<Request> = fc.record({
  principal: fc.constantFrom(
    READER,
    SESSION,
    FOREIGN_READER,
    `arn:aws:iam::${OWNER}:user/ana`,
    `arn:aws:iam::${OWNER}:root`,
    "sns.amazonaws.com",
  ),
  action: fc.constant("dynamodb:GetItem"),
  resource: fc.constantFrom(ORDERS, `${ORDERS}*`, ORDERS.replace("eu-west-1", "EU-west-1"), ORDERS.replace("table/", "table/o")),
  context: contexts,
  unknown: fc.constantFrom(undefined, undefined, undefined, { "aws:SourceArn": "where" }, { "aws:PrincipalTag/*": "where" }),
});
const someReadings = fc.record(Object.fromEntries(READINGS.map(({ id }) => [id, fc.constantFrom(...choicesOf(id))]))) as fc.Arbitrary<
  Record<string, string>
>;

describe("a reading of what AWS's pages leave open", () => {
  for (const { id } of READINGS) {
    for (const [index, [{ request, layers: over }, allowing]] of TURNED[id].entries()) {
      it(`of ${id} decides alone whether a request is allowed (${index + 1})`, () => {
        for (const choice of choicesOf(id)) {
          const readings = { ...DEFAULT_READINGS, [id]: choice } as Readings;
          const { outcome } = decide(prepare(request, readings), compileLayers(over));
          assert.equal(outcome === "allowed", allowing.includes(choice), choice);
        }
        const { dependsOn, alternatives, decision } = decideUnderEveryReading(prepare(request), compileLayers(over));
        const turning = choicesOf(id).filter((choice) => allowing.includes(choice) !== allowing.includes(choicesOf(id)[0] ?? ""));
        assert.equal(decision.outcome === "allowed", allowing.includes(choicesOf(id)[0] ?? ""));
        assert.deepEqual(dependsOn, turning.length === 0 ? [] : [id]);
        assert.deepEqual(
          alternatives.map(({ readings }) => readings),
          turning.map((choice) => ({ [id]: choice })),
        );
      });
    }
  }

  it("turns no decision but by the questions that the request and its policies touch", () => {
    const counts = { none: 0, some: 0 };
    fc.assert(
      fc.property(requests, layers, someReadings, (request, over, chosen) => {
        const compiled = compileLayers(over);
        const prepared = prepare(request);
        const touched = contestedBy(prepared, compiled);
        counts[touched.length === 0 ? "none" : "some"]++;
        const readings = chosen as unknown as Readings;
        const relevant = { ...DEFAULT_READINGS, ...Object.fromEntries(touched.map((id) => [id, readings[id]])) } as Readings;
        assert.equal(
          decide(underReadings(prepared, readings), compiled).outcome,
          decide(underReadings(prepared, relevant), compiled).outcome,
          JSON.stringify(touched),
        );
      }),
      RUNS,
    );
    assert.ok(counts.none > 100 && counts.some > 100, JSON.stringify(counts));
  });

  it("is named wherever any other would turn the decision", () => {
    fc.assert(
      fc.property(requests, layers, someReadings, (request, over, chosen) => {
        const compiled = compileLayers(over);
        const prepared = prepare(request);
        const { decision, dependsOn } = decideUnderEveryReading(prepared, compiled);
        const other = decide(underReadings(prepared, chosen as unknown as Readings), compiled);
        if ((other.outcome === "allowed") !== (decision.outcome === "allowed")) assert.notDeepEqual(dependsOn, []);
      }),
      { ...RUNS, numRuns: 500 },
    );
  });

  it("is nothing that a plain request turns on, which is decided once", () => {
    const { decision, dependsOn, alternatives } = decideUnderEveryReading(prepare(READ_ORDERS), compileLayers({ identity: [FULL_ACCESS] }));
    assert.equal(decision.outcome, "allowed");
    assert.deepEqual([dependsOn, alternatives], [[], []]);
    assert.deepEqual(contestedBy(prepare(READ_ORDERS), compileLayers({ identity: [FULL_ACCESS] })), []);
  });

  it("is named with others where two together turn a decision", () => {
    const { dependsOn, alternatives } = decideUnderEveryReading(
      prepare({ ...READ_ORDERS, context: { [TEAM]: "" } }),
      compileLayers({
        identity: [
          policy({ ...ALLOW, Resource: `arn:aws:dynamodb:*:*:table/\${${TEAM}}*` }),
          policy({ ...ALLOW, Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } } }),
        ],
      }),
    );
    assert.deepEqual([...dependsOn].sort(), ["empty-variable", "for-all-values-missing"]);
    assert.deepEqual(
      alternatives.map(({ readings, decision }) => [readings, decision.outcome]),
      [[{ "empty-variable": "no-value", "for-all-values-missing": "fails" }, "implicitly-denied"]],
    );
  });

  it("stands in the scenarios' README as it is taken", () => {
    const readme = readFileSync(new URL("../../scenarios/README.md", import.meta.url), "utf8");
    const rows = READINGS.map(({ id, question, choices, pages }) => {
      const [taken = "", ...others] = Object.entries(choices).map(([name, words]) => `\`${name}\`: ${words}`);
      const links = pages.map((page, index) => `[${index + 1}](${page})`).join(" ");
      return `| \`${id}\` | ${question} | ${taken} | ${others.join("; ")} | ${links} |`;
    });
    const table = ["| reading | question | taken | or | pages |", "|---|---|---|---|---|", ...rows].join("\n");
    assert.ok(readme.includes(table), `write this table into test/scenarios/README.md:\n${table}`);
  });
});
