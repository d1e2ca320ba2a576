import assert from "node:assert/strict";
import { CONDITION_OPERATORS } from "../../../proof/engine/condition-operator.ts";
import { type PolicyKind, validatePolicy } from "../../../proof/engine/validate-policy.ts";
import { pathText } from "../../../proof/json-problem.ts";

const ALLOW = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };
const NAMED = { ...ALLOW, Principal: { AWS: "111111111111" } };

function problemsIn(statement: unknown, kind: PolicyKind): string[] {
  const { problems = [] } = validatePolicy({ Version: "2012-10-17", Statement: [statement] }, kind);
  return problems.map(({ path, message }) => `${pathText(path)}: ${message}`);
}

const REFUSED: readonly (readonly [string, PolicyKind, unknown, string])[] = [
  [
    "a misspelt element",
    "identity policy",
    { ...ALLOW, Efect: "Allow" },
    'Statement[0].Efect: no such property, got "Efect"; did you mean "Effect"?',
  ],
  ["a missing effect", "identity policy", { Action: "*", Resource: "*" }, "Statement[0].Effect: is missing, got nothing; add it"],
  [
    "an effect that is none",
    "identity policy",
    { ...ALLOW, Effect: "allow" },
    'Statement[0].Effect: is none of "Allow", "Deny", got "allow"; use one of them',
  ],
  [
    "a missing action",
    "identity policy",
    { Effect: "Allow", Resource: "*" },
    "Statement[0]: has no action, got nothing; add Action or NotAction",
  ],
  [
    "an empty list",
    "identity policy",
    { ...ALLOW, Action: [] },
    "Statement[0].Action: is neither a string nor a list of strings, got []; write one string or a list of at least one",
  ],
  [
    "an action without service",
    "identity policy",
    { ...ALLOW, Action: "GetItem" },
    'Statement[0]: has an action that no identity policy can, got "GetItem"; write it as "service:Name" or "*"',
  ],
  [
    "Action beside NotAction",
    "identity policy",
    { ...ALLOW, Sid: "Both", NotAction: "s3:*" },
    'Statement[0]: has both Action and NotAction, got "Both"; keep one of them',
  ],
  [
    "a missing resource",
    "resource policy",
    { ...NAMED, Resource: undefined },
    "Statement[0]: names no resource, which every resource policy must, got nothing; add Resource",
  ],
  [
    "a resource that is no ARN",
    "identity policy",
    { ...ALLOW, Resource: "orders" },
    'Statement[0]: has a resource that is no ARN, got "orders"; write an ARN or "*"',
  ],
  [
    "a principal in an identity policy",
    "identity policy",
    NAMED,
    'Statement[0]: names a principal, which no identity policy can, got {"AWS":"111111111111"}; remove Principal and NotPrincipal',
  ],
  [
    "a principal in an SCP",
    "service control policy",
    NAMED,
    'Statement[0]: names a principal, which no service control policy can, got {"AWS":"111111111111"}; remove Principal and NotPrincipal',
  ],
  [
    "no principal in a resource policy",
    "resource policy",
    ALLOW,
    "Statement[0]: names no principal, which every resource policy must, got nothing; add Principal",
  ],
  [
    "a principal type that is none",
    "resource policy",
    { ...ALLOW, Principal: { Aws: "*" } },
    'Statement[0].Principal: is not a principal element, got {"Aws":"*"}; write "*" or an object of AWS, Service, Federated or CanonicalUser',
  ],
  [
    "a pattern as principal",
    "resource policy",
    { ...ALLOW, Principal: { AWS: "arn:aws:iam::111111111111:role/*" } },
    'Statement[0]: names a principal by pattern, which AWS does not support, got "arn:aws:iam::111111111111:role/*"; write "*" and a condition on aws:PrincipalArn',
  ],
  [
    "an Allow by NotPrincipal",
    "resource policy",
    { ...ALLOW, NotPrincipal: { AWS: "111111111111" } },
    'Statement[0]: allows by NotPrincipal, which AWS does not support, got {"AWS":"111111111111"}; name those who may with Principal',
  ],
  [
    "a resource in a trust policy",
    "trust policy",
    NAMED,
    'Statement[0]: names a resource, which no trust policy can, got ["*"]; remove Resource and NotResource',
  ],
  [
    "an RCP for single principals",
    "resource control policy",
    { Effect: "Deny", Principal: { AWS: "111111111111" }, Action: "s3:*", Resource: "*" },
    'Statement[0]: names single principals, which an RCP cannot, got {"AWS":"111111111111"}; write "*" and conditions',
  ],
  [
    "an RCP that allows",
    "resource control policy",
    { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" },
    'Statement[0]: allows, which only RCPFullAWSAccess may, got "s3:*"; deny instead',
  ],
  [
    "an RCP that denies every action",
    "resource control policy",
    { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
    'Statement[0]: denies every action, which an RCP cannot, got "*"; name a service, as in s3:*',
  ],
  [
    "an RCP with NotAction",
    "resource control policy",
    { Effect: "Deny", Principal: "*", NotAction: "s3:*", Resource: "*" },
    'Statement[0]: has NotAction, which an RCP cannot, got "s3:*"; list the actions',
  ],
  [
    "a misspelt operator",
    "identity policy",
    { ...ALLOW, Condition: { StringEqual: { "aws:SourceVpc": "vpc-1" } } },
    'Statement[0].Condition.StringEqual: no such condition operator, got "StringEqual"; did you mean "StringEquals"?',
  ],
  [
    "a set prefix on Null",
    "identity policy",
    { ...ALLOW, Condition: { "ForAllValues:Null": { "aws:TagKeys": "true" } } },
    'Statement[0].Condition.ForAllValues:Null: no such condition operator, got "ForAllValues:Null"; did you mean "Null"?',
  ],
  [
    "a key without prefix",
    "identity policy",
    { ...ALLOW, Condition: { Bool: { secure: "true" } } },
    'Statement[0].Condition.Bool.secure: no condition key, got "secure"; write it with its prefix, as in "aws:SourceVpc"',
  ],
  [
    "a number that is none",
    "identity policy",
    { ...ALLOW, Condition: { NumericLessThan: { "s3:max-keys": "ten" } } },
    'Statement[0].Condition.NumericLessThan.s3:max-keys: is not a number that the operator can compare, got "ten"; correct it',
  ],
  [
    "a date that is none",
    "identity policy",
    { ...ALLOW, Condition: { DateLessThan: { "aws:CurrentTime": "31.3.2027" } } },
    'Statement[0].Condition.DateLessThan.aws:CurrentTime: is not a date that the operator can compare, got "31.3.2027"; correct it',
  ],
  [
    "a range that is none",
    "identity policy",
    { ...ALLOW, Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/33" } } },
    'Statement[0].Condition.IpAddress.aws:SourceIp: is not an address that the operator can compare, got "203.0.113.0/33"; correct it',
  ],
  [
    "a truth that is none",
    "identity policy",
    { ...ALLOW, Condition: { Bool: { "aws:SecureTransport": "yes" } } },
    'Statement[0].Condition.Bool.aws:SecureTransport: is not a boolean that the operator can compare, got "yes"; correct it',
  ],
  [
    "a variable in Null",
    "identity policy",
    { ...ALLOW, Condition: { Null: { "aws:TagKeys": "${aws:username}" } } },
    'Statement[0].Condition.Null.aws:TagKeys: is not a boolean that the operator can compare, got "${aws:username}"; correct it',
  ],
];

describe("validating a policy", () => {
  for (const [what, kind, statement, message] of REFUSED) {
    it(`refuses ${what}`, () => assert.deepEqual(problemsIn(statement, kind), [message]));
  }

  it("refuses a Version that is none, and an empty list of statements", () => {
    const { problems = [] } = validatePolicy({ Version: "2012-10-18", Statement: [] }, "identity policy");
    assert.deepEqual(
      problems.map(({ path, message }) => `${pathText(path)}: ${message}`),
      [
        'Version: is none of "2008-10-17", "2012-10-17", got "2012-10-18"; use one of them',
        "Statement: is empty, got []; give at least one statement",
      ],
    );
  });

  it("refuses a Sid that two statements have", () => {
    const { problems = [] } = validatePolicy({ Statement: [{ ...ALLOW, Sid: "A" }, ALLOW, { ...ALLOW, Sid: "A" }] }, "identity policy");
    assert.deepEqual(
      problems.map(({ path, message }) => `${pathText(path)}: ${message}`),
      ['Statement[2].Sid: is the Sid of an earlier statement, got "A"; give each statement its own'],
    );
  });

  it("refuses what is no object", () => {
    assert.deepEqual(validatePolicy("{}", "identity policy").problems, [
      { path: [], message: 'is not of type object, got "{}"; write it as object' },
    ]);
  });

  it("says all problems of all statements at once, at the place of a statement without a list", () => {
    const { problems = [] } = validatePolicy({ Statement: { Effect: "Allow", Action: "x", Resource: "y" } }, "identity policy");
    assert.deepEqual(
      problems.map(({ path }) => pathText(path)),
      ["Statement", "Statement"],
    );
  });

  it("takes every operator with every prefix and suffix, in any case", () => {
    const valid = {
      string: "x",
      arn: "arn:aws:iam::111111111111:root",
      number: 1,
      date: "2026-01-01",
      boolean: true,
      binary: "eA==",
      address: "10.0.0.0/8",
    };
    for (const { name, valueKind } of CONDITION_OPERATORS) {
      for (const spelling of [name, `${name}IfExists`, `ForAllValues:${name}`, `ForAnyValue:${name}IfExists`, name.toLowerCase()]) {
        assert.deepEqual(
          problemsIn({ ...ALLOW, Condition: { [spelling]: { "aws:TagKeys": valid[valueKind] } } }, "identity policy"),
          [],
          spelling,
        );
      }
    }
  });

  it("takes AWS's own RCPFullAWSAccess, a trust policy without resource, and an endpoint policy without Version", () => {
    assert.deepEqual(problemsIn({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }, "resource control policy"), []);
    assert.deepEqual(
      problemsIn({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }, "trust policy"),
      [],
    );
    assert.equal(
      validatePolicy({ Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] }, "endpoint policy").problems,
      undefined,
    );
  });
});
