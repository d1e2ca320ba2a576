import assert from "node:assert/strict";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { NO_PACK_CONTEXT } from "../../../policy-pack/rule.ts";
import { exactDataAccess } from "../../../policy-pack/rules/exact-data-access.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/orders";
const KEY = "arn:aws:kms:eu-west-1:300000000001:key/11112222-3333-4444-5555-666677778888";
const STATEMENT = { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: [TABLE, `${TABLE}/index/byDay`] };

const saying = (change: Record<string, unknown>): PolicyTarget[] => [
  { type: "aws:iam/policy:Policy", props: { policy: policyOf(changed(STATEMENT, change)) } },
];

describeRule(exactDataAccess, {
  right: () => saying({}),
  refuses: [
    {
      fact: "all actions of DynamoDB",
      change: () => saying({ Action: "dynamodb:*" }),
      says: /all actions of dynamodb are allowed, got "dynamodb:\*"/,
    },
    { fact: "them in other letters", change: () => saying({ Action: "DynamoDB:*" }) },
    { fact: "all actions of KMS on one key", change: () => saying({ Action: "kms:*", Resource: KEY }), says: /all actions of kms/ },
    {
      fact: "all but some actions",
      change: () => saying({ Action: undefined, NotAction: ["iam:*", "kms:*", "secretsmanager:*"] }),
      says: /NotAction/,
    },
    {
      fact: "items on any resource",
      change: () => saying({ Resource: "*" }),
      says: /\(dynamodb:GetItem, dynamodb:Query\) are allowed on unnamed resources, got "\*"/,
    },
    { fact: "any resource beside a named one", change: () => saying({ Resource: [TABLE, "*"] }) },
    {
      fact: "every table of an account",
      change: () => saying({ Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/*" }),
      says: /table\/\*/,
    },
    { fact: "every index of every table", change: () => saying({ Resource: "arn:aws:dynamodb:*:*:table/*/index/*" }) },
    ...["arn:aws:dynamodb", "arn:*", "arn:aws:dynamodb:*:*:table*", "arn:aws:dynamodb:eu-west-1:300000000001:t?ble/*"].map((pattern) => ({
      fact: `every table by ${pattern}`,
      change: () => saying({ Resource: pattern }),
    })),
    ...["secret*", "secret:*-??????"].map((pattern) => ({
      fact: `every secret by ${pattern}`,
      change: () => saying({ Action: "secretsmanager:GetSecretValue", Resource: `arn:aws:secretsmanager:*:*:${pattern}` }),
    })),
    ...["key*", "key/*-*-*-*-*"].map((pattern) => ({
      fact: `every key by ${pattern}`,
      change: () => saying({ Action: "kms:Decrypt", Resource: `arn:aws:kms:*:*:${pattern}` }),
    })),
    { fact: "every table but one", change: () => saying({ Resource: undefined, NotResource: TABLE }), says: /NotResource/ },
    { fact: "decryption under any key", change: () => saying({ Action: "kms:Decrypt", Resource: "*" }), says: /name the key's ARN/ },
    {
      fact: "every secret",
      change: () => saying({ Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:*:*:secret:*" }),
      says: /name the secret's ARN/,
    },
    { fact: "a pattern of actions that takes in data", change: () => saying({ Action: "dynamodb:Get*", Resource: "*" }), says: /GetItem/ },
    {
      fact: "an inline policy of a role",
      change: () => [{ type: "aws:iam/role:Role", props: { inlinePolicies: [{ policy: policyOf({ ...STATEMENT, Resource: "*" }) }] } }],
      says: /inlinePolicies\[0\]\.policy/,
    },
  ],
  accepts: [
    {
      fact: "actions that have no resource",
      change: () => saying({ Action: ["dynamodb:ListStreams", "dynamodb:ListTables", "kms:ListKeys"], Resource: "*" }),
    },
    { fact: "settings on any resource", change: () => saying({ Action: "dynamodb:DescribeTable", Resource: "*" }) },
    { fact: "other services on any resource", change: () => saying({ Action: ["ec2:*", "s3:GetObject"], Resource: "*" }) },
    {
      fact: "another service's wide resource beside a table",
      change: () => saying({ Action: ["dynamodb:GetItem", "s3:GetObject"], Resource: [TABLE, "arn:aws:s3:::*"] }),
    },
    { fact: "tables by a prefix", change: () => saying({ Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/orders-*" }) },
    { fact: "every index of one table", change: () => saying({ Resource: `${TABLE}/index/*` }) },
    { fact: "a Deny", change: () => saying({ Effect: "Deny", Action: "dynamodb:*", Resource: "*" }) },
    {
      fact: "a resource policy, whose resource is what it is attached to",
      change: () => [
        { type: "aws:kms/key:Key", props: { policy: policyOf({ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: "*" }) } },
      ],
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => [{ type: "aws:iam/policy:Policy", props: { policy: UNKNOWN_TEXT } }] },
    { fact: "a resource that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});

describe("exact-data-access of break-glass", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager"]);
  });
  const findings = (component: string, change: Record<string, unknown>) => {
    const type = "aws:iam/rolePolicy:RolePolicy";
    const urn = `urn:pulumi:foundation.owner::palisade::palisade:identity:${component}$${type}::permissions`;
    const properties = { policy: policyOf(changed(STATEMENT, change)) };
    return exactDataAccess.check(
      { urn, type, name: "permissions", properties, provider: {}, dependsOn: [] },
      { ...NO_PACK_CONTEXT, catalogue, settings: {} },
    );
  };
  const everyTable = "arn:aws:dynamodb:*:300000000001:table/*";

  it("passes every table of its own account, and of no other role", () => {
    assert.deepEqual(findings("BreakGlassRole", { Resource: everyTable }), []);
    assert.equal(findings("WorkloadRole", { Resource: everyTable }).length, 1);
  });

  it("refuses every table of every account", () => {
    for (const Resource of ["*", "arn:aws:dynamodb:*:*:table/*", [everyTable, "*"]])
      assert.equal(findings("BreakGlassRole", { Resource }).length, 1, JSON.stringify(Resource));
    assert.equal(findings("BreakGlassRole", { Resource: undefined, NotResource: TABLE }).length, 1);
  });
});
