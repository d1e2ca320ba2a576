import assert from "node:assert/strict";
import { condition } from "../../iam/condition.ts";
import { insideOrganization, onlyPrincipals } from "../../iam/grant-conditions.ts";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import { allow, deny } from "../../iam/statement.ts";
import { streamPolicy, tablePolicy } from "../../iam/table-policy.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

describe("a document", () => {
  const role = "arn:aws:iam::200000000002:role/api";
  const root = "arn:aws:iam::300000000003:root";
  const table = "arn:aws:dynamodb:eu-west-1:200000000002:table/orders";
  const read = (sid: string) => allow({ sid, actions: ["dynamodb:GetItem"], resources: [table] });
  const share = (principal: string) =>
    tablePolicy([allow({ sid: "Share", principals: { aws: [principal] }, actions: ["dynamodb:GetItem"], resources: [table] })]);

  const REFUSALS: [string, () => unknown, string][] = [
    [
      "one Sid for two statements",
      () => identityPolicy([read("ReadOrders"), read("ReadOrders"), read("ReadOrders")]),
      'identity policy: two statements have one Sid, got "ReadOrders"; give each its own',
    ],
    [
      "a Sid that is no PascalCase",
      () => identityPolicy([read("readOrders")]),
      'identity policy, readOrders: the Sid is not in PascalCase, got "readOrders"; write it as a sentence such as "ReadOrders", letters and digits only',
    ],
    [
      "a Sid with other characters",
      () => identityPolicy([read("Read-Orders")]),
      'identity policy, Read-Orders: the Sid is not in PascalCase, got "Read-Orders"; write it as a sentence such as "ReadOrders", letters and digits only',
    ],
    [
      "an action of all services by wildcard prefix",
      () => resourceControlPolicy([deny({ sid: "DenyAll", actions: ["*:GetItem"], resources: ["*"] })]),
      'resource control policy, DenyAll: not an action, got "*:GetItem"; write it as "dynamodb:GetItem", the service\'s prefix in full',
    ],
    [
      "a bare action in an RCP that slipped past the types",
      () => resourceControlPolicy([deny({ sid: "DenyAll", actions: ["*" as "kms:*"], resources: ["*"] })]),
      'resource control policy, DenyAll: an action has no service prefix, got "*"; list services, e.g. "dynamodb:*"',
    ],
    [
      "a wildcard in a principal",
      () => share("arn:aws:iam::200000000002:role/a*"),
      'table policy, Share: a principal contains a wildcard, got "arn:aws:iam::200000000002:role/a*"; ' +
        "name it exactly, or name the account's root and add onlyPrincipalsLike",
    ],
    [
      "the principal *",
      () => share("*"),
      'table policy, Share: a principal contains a wildcard, got "*"; name it exactly, or name the account\'s root and add onlyPrincipalsLike',
    ],
    [
      "a principal that is no ARN, as AWS leaves it when a role is deleted",
      () => share("AROAEXAMPLE"),
      'table policy, Share: not the ARN of a principal, got "AROAEXAMPLE"; build it with roleArn, userArn or accountRootArn',
    ],
    [
      "a resource as principal",
      () => share(table),
      `table policy, Share: not the ARN of a principal, got "${table}"; build it with roleArn, userArn or accountRootArn`,
    ],
    [
      "a host that is no service principal",
      () => trustPolicy([allow({ sid: "TrustIt", principals: { services: ["lambda"] }, actions: ["sts:AssumeRole"] })]),
      'trust policy, TrustIt: not a service principal, got "lambda"; write it as "lambda.amazonaws.com"',
    ],
    [
      "an issuer in place of its provider",
      () =>
        trustPolicy([
          allow({ sid: "TrustIt", principals: { federated: ["oidc.example.com"] }, actions: ["sts:AssumeRoleWithWebIdentity"] }),
        ]),
      'trust policy, TrustIt: not an identity provider, got "oidc.example.com"; build its ARN with oidcProviderArn',
    ],
    [
      "trust in a whole account",
      () => trustPolicy([allow({ sid: "TrustIt", principals: { aws: [root] }, actions: ["sts:AssumeRole"] })]),
      `trust policy, TrustIt: a whole account is trusted, got {"aws":["${root}"]}; name the role, or add onlyPrincipals`,
    ],
    [
      "anyone in a table policy",
      () => tablePolicy([allow({ sid: "Share", principals: "anyone", actions: ["dynamodb:GetItem"], resources: [table], conditions: {} })]),
      'table policy, Share: anyone in the world is allowed, got "anyone"; name the principals, or bind it with insideOrganization',
    ],
    [
      "anyone in a stream policy",
      () => streamPolicy([allow({ sid: "Share", principals: "anyone", actions: ["dynamodb:GetRecords"], resources: [table] })]),
      'stream policy, Share: anyone in the world is allowed, got "anyone"; name the principals, or bind it with insideOrganization',
    ],
    [
      "anyone in a key policy",
      () => keyPolicy([allow({ sid: "Share", principals: "anyone", actions: ["kms:Decrypt"] })]),
      'key policy, Share: anyone in the world is allowed, got "anyone"; name the principals, or bind it with insideOrganization',
    ],
    [
      "anyone in a secret policy",
      () => secretPolicy([allow({ sid: "Share", principals: "anyone", actions: ["secretsmanager:GetSecretValue"] })]),
      'secret policy, Share: anyone in the world is allowed, got "anyone"; name the principals, or bind it with insideOrganization',
    ],
    [
      "a condition key in two spellings",
      () =>
        identityPolicy([
          { ...read("ReadOrders"), conditions: { StringEquals: { "aws:SourceVpc": ["vpc-1"], "aws:sourcevpc": ["vpc-2"] } } },
        ]),
      'identity policy, ReadOrders: StringEquals tests one key in two spellings, got "aws:sourcevpc"; state it once with all its values',
    ],
    [
      "a condition key with a space",
      () => identityPolicy([{ ...read("ReadOrders"), conditions: condition("StringEquals", "aws: SourceVpc", ["vpc-1"]) }]),
      'identity policy, ReadOrders: not a condition key, got "aws: SourceVpc"; write it with its prefix as "aws:SourceVpc"',
    ],
    [
      "an empty list where one item is needed",
      () => nonEmpty([], "grants"),
      "grants: the list is empty, got []; give at least one entry, or leave the statement out",
    ],
  ];
  for (const [what, run, message] of REFUSALS) it(`refuses ${what}`, () => assert.throws(run, { message }));

  it("refuses everything that is wrong with it at once", () => {
    assert.throws(
      () => tablePolicy([allow({ sid: "a", principals: { aws: ["*", "b"] }, actions: ["dynamodb:Get Item"], resources: [table] })]),
      {
        message: [
          'table policy, a: the Sid is not in PascalCase, got "a"; write it as a sentence such as "ReadOrders", letters and digits only',
          'table policy, a: not an action, got "dynamodb:Get Item"; write it as "dynamodb:GetItem", the service\'s prefix in full',
          'table policy, a: a principal contains a wildcard, got "*"; name it exactly, or name the account\'s root and add onlyPrincipalsLike',
          'table policy, a: not the ARN of a principal, got "b"; build it with roleArn, userArn or accountRootArn',
        ].join("\n"),
      },
    );
  });

  it("takes the twins of what it refuses", () => {
    identityPolicy([read("ReadOrders"), read("ReadOrders2"), read("Read")]);
    share(role);
    share(root);
    share("arn:aws:sts::200000000002:assumed-role/api/session");
    trustPolicy([
      allow({ sid: "TrustIt", principals: { services: ["pods.eks.amazonaws.com", "ec2.amazonaws.com.cn"] }, actions: ["sts:AssumeRole"] }),
      allow({ sid: "Pinned", principals: { aws: [root] }, actions: ["sts:AssumeRole"], conditions: onlyPrincipals([role]) }),
      deny({ sid: "DenyTagging", principals: { aws: [root] }, actions: ["sts:TagSession"] }),
    ]);
    tablePolicy([
      allow({
        sid: "Share",
        principals: "anyone",
        actions: ["dynamodb:GetItem"],
        resources: [table],
        conditions: insideOrganization("o-acme"),
      }),
      deny({ sid: "DenyDeletion", principals: "anyone", actions: ["dynamodb:DeleteTable"], resources: [table] }),
    ]);
  });

  it("keeps its statements as data", () => {
    const document = identityPolicy([read("ReadOrders")]);
    assert.deepEqual(document, {
      kind: "identity policy",
      statements: [{ sid: "ReadOrders", effect: "Allow", actions: ["dynamodb:GetItem"], resources: [table] }],
    });
  });
});
