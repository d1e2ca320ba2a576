import assert from "node:assert/strict";
import fc from "fast-check";
import { contestedBy } from "../../../proof/engine/contested.ts";
import { decide } from "../../../proof/engine/decide.ts";
import { decideUnderEveryReading, underReadings } from "../../../proof/engine/decide-under-readings.ts";
import { compileLayers, type LayerDocuments } from "../../../proof/engine/layers.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest, type Request } from "../../../proof/engine/prepare-request.ts";
import { choicesOf, DEFAULT_READINGS, READINGS, type Readings } from "../../../proof/engine/readings.ts";
import { SESSION, TEAM, TURNED } from "./contested-cases.ts";
import { FOREIGN_READER, FULL_ACCESS, ORDERS, OWNER, policy, READER, SURROUNDINGS } from "./engine.ts";

const prepare = (request: Request) => prepareRequest(request, SURROUNDINGS);

const RUNS = { seed: 20261122, numRuns: 3000 };
const contexts = fc.constantFrom<Request["context"]>(
  {},
  { [TEAM]: "" },
  { [TEAM]: "o*", "aws:TagKeys": ["a", "b"] },
  { [TEAM]: "orders", "aws:TagKeys": [""], "aws:SourceArn": "arn:aws:SNS:eu-west-1:1:t" },
  { "aws:TagKeys": ["a"], "aws:SourceArn": "arn:aws:sns:eu-west-1:1:t", "aws:SecureTransport": "true", [TEAM]: "true" },
);
const contestedConditions = fc.constantFrom<StatementDocument["Condition"]>(
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
const conditions = fc.option(contestedConditions, { nil: undefined, freq: 2 });
const resources = fc.constantFrom(
  "*",
  "*",
  "*",
  ORDERS,
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

describe("a reading of what AWS's pages leave open, over random policies", () => {
  it("turns no decision but by the questions that the request and its policies touch", () => {
    const counts = { none: 0, some: 0 };
    fc.assert(
      fc.property(requests, layers, someReadings, (request, over, chosen) => {
        const compiled = compileLayers(over);
        const prepared = prepare(request);
        const touched = [...contestedBy(prepared, compiled)];
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
        const other = decide(underReadings(prepared, chosen), compiled);
        if ((other.outcome === "allowed") !== (decision.outcome === "allowed")) assert.notDeepEqual(dependsOn, []);
      }),
      { ...RUNS, numRuns: 500 },
    );
  });
});
