// A service for many tenants, whose rows are told apart by a tag of the session, and the table's replica.
import * as aws from "@pulumi/aws";
import { policy } from "./policy.ts";

const provider = new aws.Provider("tenants", { region: "eu-west-1", allowedAccountIds: ["200000000002"] });
const LEDGER = "arn:aws:dynamodb:eu-west-1:200000000002:table/ledger";
const KEY = "arn:aws:kms:eu-west-1:200000000002:key/11111111-2222-3333-4444-555555555555";
const OWN_ITEMS = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}"] } };
const PRESENT = { Null: { "dynamodb:LeadingKeys": "false" } };

// caught by: guarded-stream
const ledger = new aws.dynamodb.Table(
  "ledger",
  {
    name: "ledger",
    attributes: [
      { name: "tenant", type: "S" },
      { name: "invoice", type: "S" },
    ],
    hashKey: "tenant",
    globalSecondaryIndexes: [{ name: "by-invoice", hashKey: "invoice", projectionType: "ALL" }],
    billingMode: "PAY_PER_REQUEST",
    serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
    streamEnabled: true,
    streamViewType: "NEW_IMAGE",
    tags: { owner: "ledger" },
  },
  { provider },
);

// caught by: guarded-replica
new aws.dynamodb.TableReplica(
  "ledger",
  { globalTableArn: ledger.arn, kmsKeyArn: KEY, pointInTimeRecovery: true, deletionProtectionEnabled: true, tags: { owner: "ledger" } },
  { provider },
);

new aws.dynamodb.ResourcePolicy(
  "ledger",
  {
    resourceArn: ledger.arn,
    policy: policy({
      Effect: "Deny",
      Principal: "*",
      Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
      Resource: LEDGER,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::200000000002:role/tenants" } },
    }),
  },
  { provider },
);

// caught by: tenant-statement
new aws.iam.Policy(
  "scan",
  {
    policy: policy({
      Action: ["dynamodb:Query", "dynamodb:Scan"],
      Resource: LEDGER,
      Condition: { ...OWN_ITEMS, ...PRESENT },
    }),
  },
  { provider },
);

// caught by: for-all-values-with-null
new aws.iam.Policy(
  "any",
  {
    policy: policy({
      Action: "dynamodb:Query",
      Resource: LEDGER,
      Condition: OWN_ITEMS,
    }),
  },
  { provider },
);

// caught by: tenant-index
new aws.iam.Policy(
  "index",
  {
    policy: policy({
      Action: "dynamodb:Query",
      Resource: [LEDGER, `${LEDGER}/index/*`],
      Condition: { ...OWN_ITEMS, ...PRESENT },
    }),
  },
  { provider },
);

// caught by: conditions-that-decide
new aws.iam.Policy(
  "never",
  {
    policy: policy({
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-west-1:200000000002:ledger",
      Condition: { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::200000000002:role/*" } },
    }),
  },
  { provider },
);

const tenants = new aws.iam.Role(
  "tenants",
  { name: "tenants", assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }) },
  { provider },
);

// caught by: role-pairs-fit
new aws.iam.RolePolicy(
  "tenants",
  { role: tenants.id, policy: policy({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::200000000002:role/archive" }) },
  { provider },
);

new aws.iam.Role(
  "archive",
  { name: "archive", assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }) },
  { provider },
);
