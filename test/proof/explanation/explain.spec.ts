import assert from "node:assert/strict";
import { compileLayers, type LayerDocuments } from "../../../proof/engine/layers.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import { type CallExplanation, explainCall } from "../../../proof/explanation/explain-call.ts";
import { explanationText } from "../../../proof/explanation/explanation-text.ts";
import { meets } from "../../../proof/scenario/run-scenario.ts";
import { FOREIGN_READER, FULL_ACCESS, ORDERS, OWNER, policy, READ_ORDERS, SURROUNDINGS } from "../engine/engine.ts";

const VPCS = Array.from({ length: 6 }, (_, index) => `vpc-${index}`);
const PERIMETER = policy(
  { Effect: "Allow", Action: "*", Resource: "*" },
  {
    Sid: "DenyTableDataOutsideTheVpc",
    Effect: "Deny",
    Action: "dynamodb:*",
    Resource: "*",
    Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": VPCS }, BoolIfExists: { "aws:ViaAWSService": "false" } },
  },
);

const callUnder = (request: Request, documents: LayerDocuments): CallExplanation =>
  explainCall({ steps: [{ request, layers: compileLayers(documents) }], unknowns: [] }, SURROUNDINGS);

describe("an explanation", () => {
  it("says which reading of AWS's pages turns the call, and what becomes of it then", () => {
    const contested = { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } };
    const explanation = callUnder(READ_ORDERS, {
      identity: [policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: contested })],
    });
    assert.deepEqual(
      explanation.readings.map(({ id, besides, decision, by }) => [id, besides, decision, by]),
      [["for-all-values-missing", [], "implicitly-denied", { layer: "identity" }]],
    );
    assert.match(
      explanationText(explanation).at(-1) ?? "",
      /^AWS's pages leave open: `ForAllValues` and a missing key\. Taken: holds: .* the request is implicitly-denied: not allowed by the identity policies$/,
    );
    assert.deepEqual(callUnder(READ_ORDERS, { identity: [FULL_ACCESS] }).readings, []);
  });

  it("asks all requests of a call whether a reading turns it", () => {
    const contested = (key: string) => ({
      identity: [policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: { "ForAllValues:StringEquals": { [key]: "team" } } })],
    });
    const step = (documents: LayerDocuments) => ({ request: READ_ORDERS, layers: compileLayers(documents) });
    const readingsOf = (...steps: [ReturnType<typeof step>, ...ReturnType<typeof step>[]]) =>
      explainCall({ steps, unknowns: [] }, SURROUNDINGS).readings.map(({ id, decision }) => [id, decision]);
    const open = step({ identity: [FULL_ACCESS] });
    const turning = step(contested("aws:TagKeys"));
    assert.deepEqual(readingsOf(open, turning), [["for-all-values-missing", "implicitly-denied"]]);
    // What one request turns on does not matter where another one is denied anyway.
    assert.deepEqual(readingsOf(step({ identity: [] }), turning), []);
  });

  it("names the Deny with its level, its place and what its conditions saw", () => {
    const { by, denials } = callUnder(
      { ...READ_ORDERS, context: { "aws:SourceVpc": "vpc-9" } },
      { identity: [FULL_ACCESS], serviceControl: [[FULL_ACCESS], [PERIMETER]] },
    );
    assert.deepEqual(by, {
      layer: "serviceControl",
      level: 2,
      policy: "1",
      statement: 2,
      sid: "DenyTableDataOutsideTheVpc",
      conditions: [
        { operator: "StringNotEqualsIfExists", key: "aws:SourceVpc", expected: VPCS, got: ["vpc-9"] },
        { operator: "BoolIfExists", key: "aws:ViaAWSService", expected: ["false"], got: ["false"] },
      ],
    });
    assert.deepEqual(denials, [by]);
  });

  it("names every Deny and every missing Allow, not only the one that decided", () => {
    const deny = policy({ Effect: "Deny", Principal: "*", Action: "dynamodb:*", Resource: "*", Sid: "Closed" });
    const { denials, missing } = callUnder(
      { ...READ_ORDERS, principal: FOREIGN_READER },
      { resource: deny, serviceControl: [[PERIMETER], []] },
    );
    assert.deepEqual(
      denials.map(({ layer, sid }) => [layer, sid]),
      [
        ["serviceControl", "DenyTableDataOutsideTheVpc"],
        ["resource", "Closed"],
      ],
    );
    assert.deepEqual(missing, [{ layer: "serviceControl", level: 2 }, { layer: "resource" }, { layer: "identity" }]);
  });

  it("names the Allow that failed by one condition, with the value it saw", () => {
    const allow = policy({
      Sid: "FromVpc",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: ORDERS,
      Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } },
    });
    const { decision, nearMisses } = callUnder(READ_ORDERS, { identity: [allow] });
    assert.equal(decision, "implicitly-denied");
    assert.deepEqual(nearMisses, [
      {
        layer: "identity",
        policy: "1",
        statement: 1,
        sid: "FromVpc",
        effect: "Allow",
        element: "condition",
        failed: [{ operator: "StringEquals", key: "aws:SourceVpc", expected: ["vpc-1"], got: null }],
      },
    ]);
  });

  it("names the Allow that failed by action, principal or resource alone, and none that failed by two", () => {
    const named = { Effect: "Allow", Principal: { AWS: FOREIGN_READER }, Action: "dynamodb:GetItem", Resource: ORDERS } as const;
    const resource = policy(
      { ...named, Action: "dynamodb:Query" },
      { ...named, Principal: { AWS: OWNER } },
      { ...named, Resource: `${ORDERS}/index/*` },
      { ...named, Action: "dynamodb:Query", Resource: `${ORDERS}/index/*` },
    );
    const { nearMisses } = callUnder({ ...READ_ORDERS, principal: FOREIGN_READER }, { identity: [FULL_ACCESS], resource });
    assert.deepEqual(
      nearMisses.map(({ statement, element }) => [statement, element]),
      [
        [1, "action"],
        [2, "principal"],
        [3, "resource"],
      ],
    );
  });

  it("of what is allowed names the Denies that only a condition kept away", () => {
    const { decision, grants, nearMisses } = callUnder(
      { ...READ_ORDERS, context: { "aws:SourceVpc": "vpc-3" } },
      { identity: [FULL_ACCESS], serviceControl: [[PERIMETER]] },
    );
    assert.equal(decision, "allowed");
    assert.deepEqual(
      grants.map(({ layer, statement }) => [layer, statement]),
      [["identity", 1]],
    );
    assert.deepEqual(
      nearMisses.map(({ effect, sid, failed }) => [effect, sid, failed.map(({ key, got }) => [key, got])]),
      [["Deny", "DenyTableDataOutsideTheVpc", [["aws:SourceVpc", ["vpc-3"]]]]],
    );
  });

  it("says which layers do not bind the request, and why", () => {
    const principal = `arn:aws:iam::${OWNER}:role/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX`;
    const { decision, notBinding } = callUnder({ ...READ_ORDERS, principal }, { identity: [FULL_ACCESS], serviceControl: [[PERIMETER]] });
    assert.equal(decision, "allowed");
    assert.deepEqual(notBinding, [{ layer: "serviceControl", because: "SCPs do not bind service-linked roles" }]);
  });

  const NOTES: readonly (readonly [string, Parameters<typeof callUnder>, RegExp])[] = [
    [
      "an action that the catalogue does not know",
      [{ ...READ_ORDERS, action: "dynamodb:GetItems" }, {}],
      /catalogue does not know dynamodb:GetItems/,
    ],
    [
      "a resource that the action does not have",
      [{ ...READ_ORDERS, action: "dynamodb:ListTables" }, {}],
      /ListTables has no resource but "\*"/,
    ],
    [
      "a role path that is not known",
      [{ ...READ_ORDERS, principal: `arn:aws:sts::${OWNER}:assumed-role/reader/s` }, {}],
      /aws:PrincipalArn taken as arn:aws:iam::111111111111:role\/reader/,
    ],
    ["a requested pattern", [{ ...READ_ORDERS, resource: `${ORDERS}*` }, {}], /an Allow must reach all of it/],
    ["an owner that is not given", [{ ...READ_ORDERS, action: "s3:GetObject", resource: "arn:aws:s3:::b/x" }, {}], /owner is not given/],
    [
      "a call that the service takes from its own account alone",
      [{ ...READ_ORDERS, principal: FOREIGN_READER, action: "dynamodb:PartiQLSelect" }, {}],
      /PartiQLSelect from principals of the owning account alone/,
    ],
    [
      "a multivalued key without set prefix",
      [
        { ...READ_ORDERS, context: { "aws:TagKeys": ["a", "b"] } },
        { identity: [policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { "aws:TagKeys": "a" } } })] },
      ],
      /aws:TagKeys has several values/,
    ],
  ];
  for (const [what, [request, documents], note] of NOTES) {
    it(`notes ${what}`, () => {
      const { notes } = callUnder(request, documents);
      assert.ok(
        notes.some((text) => note.test(text)),
        notes.join("\n"),
      );
    });
  }

  it("notes nothing about a plain request", () => {
    assert.deepEqual(callUnder(READ_ORDERS, { identity: [FULL_ACCESS] }).notes, []);
  });

  it("reads as text, the decision first and long lists cut short", () => {
    const explanation = callUnder(
      { ...READ_ORDERS, context: { "aws:SourceVpc": "vpc-9" } },
      { identity: [FULL_ACCESS], serviceControl: [[PERIMETER]] },
    );
    assert.deepEqual(explanationText(explanation), [
      'explicitly-denied by "DenyTableDataOutsideTheVpc" of policy 1 of the service control policies of level 1',
      '  StringNotEqualsIfExists aws:SourceVpc: "vpc-0", "vpc-1", "vpc-2", "vpc-3", … 2 more, got "vpc-9"',
      '  BoolIfExists aws:ViaAWSService: "false", got "false"',
      "granted by statement 1 of policy 1 of the identity policies",
    ]);
  });

  it("reads as text for a missing Allow and its near miss", () => {
    const allow = policy({
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: ORDERS,
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    });
    assert.deepEqual(explanationText(callUnder(READ_ORDERS, { identity: [allow] })), [
      "implicitly-denied: not allowed by the identity policies",
      "nearly allowed by statement 1 of policy 1 of the identity policies, but for:",
      '  Bool aws:SecureTransport: "true", got no such key',
    ]);
  });

  it("meets an expectation by layer, by Sid, by both, and by any of several that decide alike", () => {
    const deny = policy({ Effect: "Deny", Principal: "*", Action: "dynamodb:*", Resource: "*", Sid: "Closed" });
    const explanation = callUnder(READ_ORDERS, { resource: deny, serviceControl: [[PERIMETER]] });
    const meetsBy = (by: string) => meets(explanation, { decision: "explicitly-denied", by });
    assert.deepEqual(["serviceControl", "resource", "key", "Closed", "resource:Closed", "identity", "serviceControl:Closed"].map(meetsBy), [
      true,
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
    assert.equal(meets(explanation, { decision: "implicitly-denied" }), false);
  });
});
