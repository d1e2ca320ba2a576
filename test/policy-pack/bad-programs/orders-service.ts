// A team's service: tables, their policies and the role of its function.
import * as aws from "@pulumi/aws";
import { policy } from "./policy.ts";

// caught by: provider-of-one-account
const provider = new aws.Provider("orders", { region: "eu-west-1" });

// caught by: table-baseline, guarded-stream, no-expiry-of-kept-items
const orders = new aws.dynamodb.Table(
  "orders",
  {
    name: "orders",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    streamEnabled: true,
    streamViewType: "NEW_IMAGE",
    ttl: { attributeName: "expires", enabled: true },
    tags: { owner: "orders" },
  },
  { provider },
);

// caught by: no-wildcard-principal, no-sharing-under-aws-managed-key
new aws.dynamodb.ResourcePolicy(
  "orders",
  {
    resourceArn: orders.arn,
    policy: policy(
      { Principal: { AWS: "*" }, Action: "dynamodb:GetItem", Resource: orders.arn },
      { Principal: { AWS: "arn:aws:iam::200000000009:role/reports" }, Action: ["dynamodb:Query"], Resource: orders.arn },
      { Effect: "Deny", Principal: "*", Action: "dynamodb:DeleteItem", Resource: orders.arn },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "dynamodb:GetItem",
        Resource: orders.arn,
        Condition: {
          StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-0aaaaaaaaaaaaaaaa" },
          BoolIfExists: { "aws:ViaAWSService": "false" },
        },
      },
    ),
  },
  { provider },
);

// caught by: sensitive-table-denies
new aws.dynamodb.Table(
  "customers",
  {
    name: "customers",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:200000000002:key/11111111-2222-3333-4444-555555555555" },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
    tags: { owner: "orders", classification: "sensitive" },
  },
  { provider },
);

// caught by: table-policy-actions
new aws.dynamodb.ResourcePolicy(
  "customers",
  {
    resourceArn: "arn:aws:dynamodb:eu-west-1:200000000002:table/returns",
    policy: policy({
      Principal: { AWS: "arn:aws:iam::200000000002:role/returns" },
      Action: ["dynamodb:GetItem", "dynamodb:ListTables"],
      Resource: "arn:aws:dynamodb:eu-west-1:200000000002:table/returns",
    }),
  },
  { provider },
);

const role = new aws.iam.Role(
  "orders",
  { name: "orders", assumeRolePolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }) },
  { provider },
);

// caught by: exact-data-access
new aws.iam.RolePolicy("orders", { role: role.id, policy: policy({ Action: "dynamodb:*", Resource: orders.arn }) }, { provider });

// caught by: known-policy-language
new aws.iam.RolePolicy("mail", { role: role.id, policy: policy({ Action: "ses:SendMail", Resource: "*" }) }, { provider });

// caught by: no-broad-managed-policy
new aws.iam.RolePolicyAttachment(
  "orders",
  { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" },
  { provider },
);
