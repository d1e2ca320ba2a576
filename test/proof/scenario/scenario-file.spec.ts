import assert from "node:assert/strict";
import fc from "fast-check";
import { readScenarioFile } from "../../../proof/scenario/scenario-file.ts";
import { readJson } from "../../../proof/world/json-source.ts";

const REQUEST = { principal: "arn:aws:iam::111111111111:role/reader", action: "s3:GetObject", resource: "arn:aws:s3:::b/x", context: {} };
const ALIAS = "arn:aws:kms:eu-west-1:111111111111:alias/orders";
const KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SCENARIO = { name: "n", request: REQUEST, policies: {}, expect: { decision: "allowed" } };

function problemsOf(value: unknown): readonly string[] {
  return readScenarioFile("f.json", JSON.stringify(value, undefined, 1)).flatMap(({ problems }) => problems);
}

const REFUSED: readonly (readonly [string, object, string])[] = [
  [
    "a misspelt property that a policy's element resembles as much",
    { ...SCENARIO, request: { ...SCENARIO.request, principl: "arn:aws:iam::111111111111:role/reader" } },
    '[0].request.principl: no such property, got "principl"; did you mean "principal"?',
  ],
  ["a misspelt property", { ...SCENARIO, polices: {} }, '[0].polices: no such property, got "polices"; did you mean "policies"?'],
  [
    "a misspelt layer",
    { ...SCENARIO, policies: { servicecontrol: [] } },
    '[0].policies.servicecontrol: no such property, got "servicecontrol"; did you mean "serviceControl"?',
  ],
  ["a missing name", { ...SCENARIO, name: undefined }, "[0].name: is missing, got nothing; add it"],
  ["a missing action", { ...SCENARIO, request: { ...REQUEST, action: undefined } }, "[0].request.action: is missing, got nothing; add it"],
  ["neither policies nor organization", { ...SCENARIO, policies: undefined }, "has both or neither of policies and organization"],
  ["policies and organization", { ...SCENARIO, organization: true }, "has both or neither of policies and organization"],
  [
    "a decision that is none",
    { ...SCENARIO, expect: { decision: "refused" } },
    '[0].expect.decision: is none of "allowed", "denied", "explicitly-denied", "implicitly-denied", "unknown", got "refused"; use one of them',
  ],
  [
    "a context value that is no string",
    { ...SCENARIO, request: { ...REQUEST, context: { "aws:SecureTransport": true } } },
    'is neither a string nor a list of strings, got true; write it in quotes, as in "true"',
  ],
  [
    "a context key without prefix",
    { ...SCENARIO, request: { ...REQUEST, context: { SourceVpc: "vpc-1" } } },
    '[0].request.context.SourceVpc: no context key, got "SourceVpc"',
  ],
  [
    "a context key given twice",
    { ...SCENARIO, request: { ...REQUEST, context: { "aws:SourceVpc": "a", "AWS:sourcevpc": "b" } } },
    'is the same key as "aws:SourceVpc", since case does not count',
  ],
  [
    "a key for what is no alias",
    { ...SCENARIO, request: { ...REQUEST, aliasTarget: KEY } },
    `[0].request.aliasTarget: is given for a resource that is no alias, got ${JSON.stringify(KEY)}`,
  ],
  [
    "an alias of what is no key",
    { ...SCENARIO, request: { ...REQUEST, action: "kms:Decrypt", resource: ALIAS, aliasTarget: ALIAS } },
    "[0].request.aliasTarget: is no key, got",
  ],
  [
    "an alias of another account's key",
    { ...SCENARIO, request: { ...REQUEST, action: "kms:Decrypt", resource: ALIAS, aliasTarget: KEY.replace("1111:key", "1112:key") } },
    "[0].request.aliasTarget: is no key of the alias's account and region, got",
  ],
  [
    "a unique id that is none",
    { ...SCENARIO, request: { ...REQUEST, principalId: "AKIAEXAMPLE" } },
    '[0].request.principalId: is no unique id of a role or user, got "AKIAEXAMPLE"',
  ],
  [
    "a user's unique id for a role",
    { ...SCENARIO, request: { ...REQUEST, principalId: "AIDAEXAMPLE" } },
    '[0].request.principalId: is the unique id of a user, got "AIDAEXAMPLE"',
  ],
  [
    "a unique id that the context contradicts",
    { ...SCENARIO, request: { ...REQUEST, principalId: "AROAONE", context: { "aws:userid": "AROATWO:s" } } },
    '[0].request.principalId: is not the one that aws:userid gives, got "AROAONE"',
  ],
  [
    "a key that is unknown and given",
    { ...SCENARIO, request: { ...REQUEST, context: { "aws:SourceVpc": "a" }, unknown: { "AWS:sourcevpc": "where" } } },
    '[0].request.unknown.AWS:sourcevpc: is given in the context, got "AWS:sourcevpc"',
  ],
  [
    "a key without prefix that is unknown",
    { ...SCENARIO, request: { ...REQUEST, unknown: { team: "where" } } },
    '[0].request.unknown.team: no context key, got "team"',
  ],
  [
    "a key that cannot be unknown",
    { ...SCENARIO, request: { ...REQUEST, unknown: { "aws:Principal*": "where" } } },
    '[0].request.unknown.aws:Principal*: is a key that cannot be unknown, got "aws:Principal*"',
  ],
  [
    "a policy of unknown text that has other elements too",
    { ...SCENARIO, policies: { identity: [{ unknown: "where", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }] } },
    '[0].policies.identity[0].unknown: no such property, got "unknown"',
  ],
  [
    "a principal that is none",
    { ...SCENARIO, request: { ...REQUEST, principal: "reader" } },
    '[0].request.principal: is not a principal, got "reader"',
  ],
  [
    "an ARN that is no principal's",
    { ...SCENARIO, request: { ...REQUEST, principal: "arn:aws:s3:::b" } },
    "[0].request.principal: is not a principal",
  ],
  [
    "an action pattern",
    { ...SCENARIO, request: { ...REQUEST, action: "s3:Get*" } },
    '[0].request.action: is not one action, got "s3:Get*"',
  ],
  [
    "a resource that is no ARN",
    { ...SCENARIO, request: { ...REQUEST, resource: "b/x" } },
    '[0].request.resource: is not a resource, got "b/x"',
  ],
  [
    "an account that is none",
    { ...SCENARIO, request: { ...REQUEST, resourceAccount: "1" } },
    '[0].request.resourceAccount: is not an account id, got "1"',
  ],
  [
    "two boundaries",
    {
      ...SCENARIO,
      policies: {
        boundary: [
          { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
          { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
        ],
      },
    },
    "[0].policies.boundary: has several policies, got 2",
  ],
  [
    "a trust policy with a resource",
    {
      ...SCENARIO,
      request: { ...REQUEST, action: "sts:AssumeRole", resource: REQUEST.principal },
      policies: { resource: { Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Resource: "*" } } },
    },
    "[0].policies.resource.Statement: names a resource, which no trust policy can",
  ],
  [
    "a mistake in a policy deep inside",
    {
      ...SCENARIO,
      policies: {
        serviceControl: [
          [],
          [
            {
              Version: "2012-10-17",
              Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition: { StringEqals: { "aws:x": "y" } } }],
            },
          ],
        ],
      },
    },
    '[0].policies.serviceControl[1][0].Statement[0].Condition.StringEqals: no such condition operator, got "StringEqals"; did you mean "StringEquals"?',
  ],
];

describe("a scenario file", () => {
  for (const [what, scenario, message] of REFUSED) {
    it(`refuses ${what}`, () => {
      const problems = problemsOf([scenario]);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.ok(problems[0]?.includes(message) === true, problems[0]);
    });
  }

  it("refuses what is no JSON, at its place", () => {
    const [entry] = readScenarioFile("f.json", '[\n  { "name": }\n]');
    assert.deepEqual(entry?.problems, ['f.json:2:13: is not valid JSON, got "}"; write a value']);
  });

  it("refuses a property that is given twice, at its place", () => {
    const [entry] = readScenarioFile("f.json", '[\n  { "name": "a",\n    "name": "b" }\n]');
    assert.deepEqual(entry?.problems, ['f.json:3:5: the member is given twice, got "name"; keep one of them']);
  });

  it("reads what JSON.parse reads, and refuses what it refuses", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indentation) => {
        const text = JSON.stringify(value, undefined, indentation);
        const source = readJson(text);
        assert.deepEqual("value" in source ? source.value : source.error, JSON.parse(text));
      }),
      { seed: 20261122, numRuns: 500 },
    );
    for (const text of ["", "[1,]", "[1 2]", '{"a":1,}', "{a:1}", "01", "1.", '"a', String.raw`"\u12"`, "[]]", "nul", "{", "'a'", '"\t"']) {
      assert.ok("error" in readJson(text), text);
      assert.throws(() => JSON.parse(text) as unknown, text);
    }
  });

  it("refuses what is no list", () => {
    assert.deepEqual(problemsOf({}), ["f.json:1:1: not a list of scenarios; write [ … ] around them"]);
  });

  it("says line and column of the misspelt property itself", () => {
    const text = '[\n  {\n    "name": "a",\n    "requst": {}\n  }\n]';
    const [entry] = readScenarioFile("f.json", text);
    assert.ok(
      entry?.problems.includes('f.json:4:5: [0].requst: no such property, got "requst"; did you mean "request"?') === true,
      entry?.problems.join("\n"),
    );
  });

  it("says all problems of a scenario and reads the others", () => {
    const entries = readScenarioFile(
      "f.json",
      JSON.stringify([{ ...SCENARIO, request: { ...REQUEST, principal: "x", action: "y" } }, SCENARIO]),
    );
    assert.deepEqual(
      entries.map(({ problems }) => problems.length),
      [2, 0],
    );
    assert.deepEqual(entries[1]?.scenario?.documents?.identity, undefined);
  });
});
