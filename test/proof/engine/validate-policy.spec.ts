import assert from "node:assert/strict";
import { BLUEPRINT_SERVICES, loadCatalogue } from "../../../iam/catalogue.ts";
import { CONDITION_OPERATORS } from "../../../proof/engine/condition-operator.ts";
import type { PolicyKind } from "../../../proof/engine/policy-kind.ts";
import { validateHeldPolicy, validatePolicy } from "../../../proof/engine/validate-policy.ts";
import { SERVICES_WITH_TYPES } from "../../../proof/engine/validate-resources.ts";
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
    { ...NAMED, Action: "sts:AssumeRole" },
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
  [
    "a wildcard in the partition of a resource",
    "identity policy",
    { ...ALLOW, Resource: "arn:*:s3:::b" },
    'Statement[0]: has a resource of no partition, got "arn:*:s3:::b"; name the partition, as in arn:aws:…; no wildcard stands for it',
  ],
  [
    "a wildcard for part of the partition",
    "resource policy",
    { ...NAMED, NotResource: "arn:aws*:s3:::b", Resource: undefined },
    'Statement[0]: has a resource of no partition, got "arn:aws*:s3:::b"; name the partition, as in arn:aws:…; no wildcard stands for it',
  ],
  [
    "a wildcard in the service of a resource",
    "service control policy",
    { ...ALLOW, Resource: "arn:aws:*:*:*:table/orders" },
    'Statement[0]: names a service by pattern, got "arn:aws:*:*:*:table/orders"; write an ARN for each service',
  ],
  [
    "a wildcard in the type of a resource",
    "identity policy",
    { ...ALLOW, Resource: "arn:aws:lambda:us-east-2:123456789012:functi*:my-function" },
    'Statement[0]: names a type of resource by pattern, got "arn:aws:lambda:us-east-2:123456789012:functi*:my-function"; name the type, as in table/*',
  ],
  [
    "a type of resource that ends in a wildcard",
    "identity policy",
    { ...ALLOW, Resource: "arn:aws:dynamodb:*:*:table*" },
    'Statement[0]: names a type of resource by pattern, got "arn:aws:dynamodb:*:*:table*"; name the type, as in table/*',
  ],
  [
    "a type of resource of one character",
    "identity policy",
    { ...ALLOW, Resource: "arn:aws:dynamodb:us-east-1:123456789012:?" },
    'Statement[0]: names a type of resource by pattern, got "arn:aws:dynamodb:us-east-1:123456789012:?"; name the type, as in table/*',
  ],
  [
    "an ARN in a session policy that is cut short",
    "session policy",
    { ...ALLOW, Resource: "arn:aws:dynamodb" },
    'Statement[0]: has an ARN that is cut short, which no session policy can, got "arn:aws:dynamodb"; write all of its six fields',
  ],
  [
    "every service as principal",
    "resource policy",
    { ...ALLOW, Principal: { Service: "*" } },
    'Statement[0]: names every Service by "*", which AWS does not support, got "*"; name those that you mean',
  ],
  [
    "every identity provider as principal",
    "trust policy",
    { Effect: "Allow", Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithWebIdentity" },
    'Statement[0]: names every Federated by "*", which AWS does not support, got "*"; name those that you mean',
  ],
  [
    "a pattern of services as principal",
    "resource policy",
    { ...ALLOW, Principal: { Service: "*.amazonaws.com" } },
    'Statement[0]: names a principal by pattern, which AWS does not support, got "*.amazonaws.com"; write "*" and a condition on aws:PrincipalArn',
  ],
  [
    "a service that is none",
    "resource policy",
    { ...ALLOW, Principal: { Service: "EC2" } },
    'Statement[0]: is no name of a service, got "EC2"; write it as in "ec2.amazonaws.com"',
  ],
  [
    "a service among the principals of accounts",
    "resource policy",
    { ...ALLOW, Principal: { AWS: "ec2.amazonaws.com" } },
    'Statement[0]: is no principal of an account, got "ec2.amazonaws.com"; write "*", an account id, a unique id, or the ARN of an account, role, user or session',
  ],
  [
    "a group as principal",
    "resource policy",
    { ...ALLOW, Principal: { AWS: "arn:aws:iam::111111111111:group/team" } },
    'Statement[0]: is no principal of an account, got "arn:aws:iam::111111111111:group/team"; write "*", an account id, a unique id, or the ARN of an account, role, user or session',
  ],
  [
    "an identity provider in a resource policy",
    "resource policy",
    { ...ALLOW, Principal: { Federated: "accounts.google.com" } },
    'Statement[0]: names an identity provider, which no resource policy can, got ["accounts.google.com"]; name the roles that its identities take',
  ],
  [
    "an identity provider that is none",
    "trust policy",
    { Effect: "Allow", Principal: { Federated: "https://example.com" }, Action: "sts:AssumeRoleWithWebIdentity" },
    'Statement[0]: is no identity provider, got "https://example.com"; write the ARN of an OIDC or SAML provider',
  ],
  [
    "a canonical user in a key policy",
    "key policy",
    { ...ALLOW, Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" } },
    'Statement[0]: names a canonical user, which no key policy can, got ["79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"]; name the account',
  ],
  [
    "an action of another service in a trust policy",
    "trust policy",
    { Effect: "Allow", Principal: { AWS: "111111111111" }, Action: "s3:GetObject" },
    'Statement[0]: has an action that no trust policy can, got "s3:GetObject"; write actions of STS that take a role',
  ],
  [
    "an RCP for everybody and others besides",
    "resource control policy",
    { Effect: "Deny", Principal: { AWS: ["*", "111111111111"] }, Action: "s3:*", Resource: "*" },
    'Statement[0]: names single principals, which an RCP cannot, got {"AWS":["*","111111111111"]}; write "*" and conditions',
  ],
  [
    "an RCP that names a service by pattern",
    "resource control policy",
    { Effect: "Deny", Principal: "*", Action: "*:Get*", Resource: "*" },
    'Statement[0]: names a service by pattern, which an RCP cannot, got "*:Get*"; name the service, as in s3:*',
  ],
  [
    "an RCP that allows everything on a condition",
    "resource control policy",
    { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } },
    'Statement[0]: allows, which only RCPFullAWSAccess may, got "*"; deny instead',
  ],
  [
    "a Sid of more than letters and digits",
    "identity policy",
    { ...ALLOW, Sid: "Read orders" },
    'Statement[0].Sid: has characters that no Sid of IAM can, got "Read orders"; write letters and digits alone',
  ],
  [
    "a condition key given twice",
    "identity policy",
    { ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": "vpc-1", "aws:sourceVPC": "vpc-2" } } },
    'Statement[0].Condition.StringEquals.aws:sourceVPC: is the same key as "aws:SourceVpc", since case does not count, got "aws:sourceVPC"; keep one of them',
  ],
  [
    "an empty variable",
    "identity policy",
    { ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": "${}" } } },
    "Statement[0]: has a variable that is none, got \"${}\"; write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}",
  ],
  [
    "a variable without a closing brace",
    "identity policy",
    { ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": "${aws:username" } } },
    "Statement[0]: has a variable that is none, got \"${aws:username\"; write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}",
  ],
  [
    "a variable with a space",
    "identity policy",
    { ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": "${aws:PrincipalTag/my team}" } } },
    "Statement[0]: has a variable that is none, got \"${aws:PrincipalTag/my team}\"; write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}",
  ],
  [
    "a variable's default without quotes",
    "identity policy",
    { ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": "${aws:username, none}" } } },
    "Statement[0]: has a variable that is none, got \"${aws:username, none}\"; write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}",
  ],
  [
    "a variable in a resource that is none",
    "identity policy",
    { ...ALLOW, Resource: "arn:aws:s3:::${}" },
    "Statement[0]: has a variable that is none, got \"arn:aws:s3:::${}\"; write it as in ${aws:username} or ${aws:PrincipalTag/team, 'none'}",
  ],
  [
    "a pattern of identifiers in an endpoint's policy",
    "endpoint policy",
    { ...ALLOW, Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } },
    'Statement[0].Condition.StringLike.aws:PrincipalOrgID: is a pattern of an identifier, got "o-*"; write the identifiers',
  ],
  [
    "an identifier as a number in an endpoint's policy",
    "endpoint policy",
    { ...ALLOW, Principal: "*", Condition: { NumericEquals: { "aws:PrincipalAccount": 111111111111 } } },
    'Statement[0].Condition.NumericEquals.aws:PrincipalAccount: compares an identifier as a number, got "NumericEquals"; use StringEquals',
  ],
  [
    "a wildcard beside five characters in an endpoint's policy",
    "endpoint policy",
    { ...ALLOW, Principal: "*", Condition: { StringLike: { "aws:PrincipalTag/team": "teams*" } } },
    'Statement[0].Condition.StringLike.aws:PrincipalTag/team: has a wildcard beside too few characters, got "teams*"; write six before or after each',
  ],
  [
    "part of an account id in an endpoint's policy",
    "endpoint policy",
    { ...ALLOW, Principal: "*", Resource: "arn:aws:dynamodb:*:1111*:table/*" },
    'Statement[0]: has an ARN with part of an account id, got "arn:aws:dynamodb:*:1111*:table/*"; write the account id or a wildcard',
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

  it("refuses an SCP and an RCP without the Version that they must have", () => {
    for (const Version of [undefined, "2008-10-17"]) {
      for (const [kind, statement] of [
        ["service control policy", ALLOW],
        ["resource control policy", { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }],
      ] as const) {
        const { problems = [] } = validatePolicy({ ...(Version === undefined ? {} : { Version }), Statement: [statement] }, kind);
        assert.deepEqual(
          problems.map(({ path, message }) => `${pathText(path)}: ${message}`),
          [
            `Version: is not the one that every ${kind} must have, got ${Version === undefined ? "nothing" : `"${Version}"`}; write "2012-10-17"`,
          ],
        );
      }
    }
  });

  it("refuses an Id in policies of identities alone", () => {
    const document = (statement: object) => ({ Version: "2012-10-17", Id: "all", Statement: [statement] });
    for (const kind of ["identity policy", "permissions boundary", "session policy"] as const) {
      const { problems = [] } = validatePolicy(document(ALLOW), kind);
      assert.deepEqual(
        problems.map(({ path, message }) => `${pathText(path)}: ${message}`),
        [`Id: is an element that no ${kind} can have, got "all"; remove it`],
      );
    }
    assert.deepEqual(validatePolicy(document(NAMED), "key policy").problems, undefined);
  });

  it("takes ARNs that are patterns where AWS takes them, and ones cut short outside of session policies", () => {
    for (const Resource of [
      "arn:aws:dynamodb:*:111111111111:*",
      "arn:aws:dynamodb:*:*:table/*",
      "arn:aws-us-gov:dynamodb:*:*:table/*/index/*",
      "arn:aws:s3:::b*/x",
      "arn:aws:sqs:*:*:queue*",
      "arn:aws:dynamodb",
      "arn:aws:dynamodb:*",
    ]) {
      assert.deepEqual(problemsIn({ ...ALLOW, Resource }, "identity policy"), [], Resource);
    }
    assert.deepEqual(problemsIn({ ...ALLOW, Resource: "arn:aws:dynamodb:*:*:table/*" }, "session policy"), []);
    assert.deepEqual(
      problemsIn({ ...ALLOW, Condition: { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:role/*" } } }, "identity policy"),
      [],
    );
  });

  it("takes principals of every form, unique ids among them", () => {
    for (const name of [
      "*",
      "111111111111",
      "arn:aws:iam::111111111111:root",
      "arn:aws:iam::111111111111:role/team/reader",
      "arn:aws:sts::111111111111:assumed-role/reader/s1",
      "arn:aws:sts::111111111111:federated-user/bob",
      "AROAEXAMPLE",
      "AROAEXAMPLE:s1",
      "AIDAEXAMPLE",
    ]) {
      assert.deepEqual(problemsIn({ ...ALLOW, Principal: { AWS: name } }, "resource policy"), [], name);
    }
  });

  it("takes variables of every form, and anything before variables were known", () => {
    const values = ["${aws:username}", "${*}${?}${$}", "${aws:PrincipalTag/team, 'no team'}", "$", "{}", "${oidc.example.com/id/1:sub}"];
    assert.deepEqual(problemsIn({ ...ALLOW, Condition: { StringEquals: { "aws:SourceVpc": values } } }, "identity policy"), []);
    const old = { Version: "2008-10-17", Statement: [{ ...ALLOW, Resource: "arn:aws:s3:::${}" }] };
    assert.deepEqual(validatePolicy(old, "identity policy").problems, undefined);
  });

  it("knows of which of the blueprint's services every resource says its type", async () => {
    const catalogue = await loadCatalogue(BLUEPRINT_SERVICES);
    const isTyped = (service: string) =>
      catalogue
        .resourceTypesOf(service)
        .map(({ arnPattern }) => arnPattern.split(":"))
        .filter((fields) => fields[2] === service)
        .every((fields) => /^[a-z][a-z0-9-]*(?:[/:]|$)/i.test(fields.slice(5).join(":")));
    assert.deepEqual([...SERVICES_WITH_TYPES].sort(), BLUEPRINT_SERVICES.filter(isTyped));
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

  it("takes patterns in the partition or the type of an ARN where AWS holds the policy already, and refuses them elsewhere", () => {
    const held = (Resource: string) =>
      validateHeldPolicy({ Version: "2012-10-17", Statement: [{ ...ALLOW, Resource }] }, "identity policy").problems;
    for (const pattern of ["arn:*:ssm:*:*:session/*", "arn:aws:logs:*:*:*:/aws-glue/*", "arn:aws:dynamodb:*:*:table*"]) {
      assert.equal(held(pattern), undefined, pattern);
      assert.equal(problemsIn({ ...ALLOW, Resource: pattern }, "identity policy").length, 1, pattern);
    }
    for (const wrong of ["arn:awz:dynamodb:*:*:table/orders", "arn:aws:*:*:*:table/orders", "orders"])
      assert.equal(held(wrong)?.length, 1, wrong);
  });
});
