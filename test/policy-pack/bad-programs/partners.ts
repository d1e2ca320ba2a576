// What a team shares with other companies and with other teams.
import * as aws from "@pulumi/aws";
import { policy } from "./policy.ts";

const provider = new aws.Provider("partners", { region: "eu-west-1", allowedAccountIds: ["200000000002"] });
const OWN_ROOT = { AWS: "arn:aws:iam::200000000002:root" };

// caught by: external-id-of-foreign-trust
new aws.iam.Role(
  "monitoring",
  {
    name: "monitoring",
    assumeRolePolicy: policy({ Principal: { AWS: "arn:aws:iam::999999999999:role/collector" }, Action: "sts:AssumeRole" }),
  },
  { provider },
);

// caught by: pinned-account-trust
new aws.iam.Role(
  "shared",
  { name: "shared", assumeRolePolicy: policy({ Principal: { AWS: "arn:aws:iam::200000000003:root" }, Action: "sts:AssumeRole" }) },
  { provider },
);

// caught by: confused-deputy
new aws.sqs.Queue(
  "events",
  {
    name: "events",
    policy: policy({
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-west-1:200000000002:events",
    }),
  },
  { provider },
);

// caught by: key-rotation, key-deletion-window
const key = new aws.kms.Key(
  "exchange",
  {
    deletionWindowInDays: 7,
    policy: policy({
      Principal: OWN_ROOT,
      Action: "kms:*",
      Resource: "*",
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::200000000002:role/deploy" } },
    }),
  },
  { provider },
);

// caught by: written-key-policy
new aws.kms.Key("unwritten", { enableKeyRotation: true, deletionWindowInDays: 30 }, { provider });

// caught by: named-via-service
new aws.kms.Key(
  "through",
  {
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: policy(
      {
        Principal: OWN_ROOT,
        Action: "kms:*",
        Resource: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::200000000002:role/deploy" } },
      },
      {
        Principal: { AWS: "arn:aws:iam::200000000002:role/orders" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringLike: { "kms:ViaService": "*" } },
      },
    ),
  },
  { provider },
);

// caught by: exact-key-grant
new aws.kms.Grant(
  "partner",
  { keyId: key.id, granteePrincipal: "arn:aws:iam::999999999999:root", operations: ["Decrypt", "CreateGrant"] },
  { provider },
);

// caught by: secret-under-own-key, secret-rotation
const token = new aws.secretsmanager.Secret("token", { name: "token", tags: { rotate: "true" } }, { provider });

// caught by: secret-blocks-public-policy, no-sharing-under-aws-managed-key
new aws.secretsmanager.SecretPolicy(
  "token",
  {
    secretArn: token.arn,
    policy: policy({
      Principal: { AWS: "arn:aws:iam::200000000003:role/shop" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    }),
  },
  { provider },
);

const password = new aws.secretsmanager.Secret("password", { name: "password", kmsKeyId: key.arn }, { provider });

// caught by: key-follows-data
new aws.secretsmanager.SecretPolicy(
  "password",
  {
    secretArn: password.arn,
    blockPublicPolicy: true,
    policy: policy({
      Principal: { AWS: "arn:aws:iam::200000000003:role/shop" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    }),
  },
  { provider },
);
