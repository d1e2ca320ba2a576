import { keyFollowsData } from "../../../policy-pack/rules/key-follows-data.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const KEY = "arn:aws:kms:eu-west-1:300000000001:key/1";
const READER = "arn:aws:iam::300000000002:role/reader";

const table: PolicyTarget = {
  type: "aws:dynamodb/table:Table",
  name: "ledger",
  props: { arn: TABLE, serverSideEncryption: { enabled: true, kmsKeyArn: KEY } },
};
const tablePolicy = (change: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name: "ledger-policy",
  props: {
    resourceArn: TABLE,
    policy: policyOf({ Effect: "Allow", Principal: { AWS: READER }, Action: "dynamodb:GetItem", Resource: TABLE, ...change }),
  },
});
const key = (change: Record<string, unknown> = {}, policy?: unknown): PolicyTarget => ({
  type: "aws:kms/key:Key",
  name: "key",
  props: {
    arn: KEY,
    keyId: "1",
    policy: policy ?? policyOf({ Effect: "Allow", Principal: { AWS: READER }, Action: "kms:Decrypt", Resource: "*", ...change }),
  },
});
const stack = (...parts: readonly PolicyTarget[]) => [table, ...parts];
const VIA = (service: string) => ({ Condition: { StringEquals: { "kms:ViaService": service } } });

describeRule(keyFollowsData, {
  right: () => stack(tablePolicy(), key()),
  refuses: [
    {
      fact: "a key that lets in another role",
      change: () => stack(tablePolicy(), key({ Principal: { AWS: `${READER}-other` } })),
      says: /the policy of the key does not let the principal decrypt, got "arn:aws:iam::300000000002:role\/reader"/,
    },
    { fact: "a key for its own account alone", change: () => stack(tablePolicy(), key({ Principal: { AWS: "300000000001" } })) },
    { fact: "a key through another service", change: () => stack(tablePolicy(), key(VIA("secretsmanager.eu-west-1.amazonaws.com"))) },
    {
      fact: "a key through the service of another region",
      change: () => stack(tablePolicy(), key(VIA("dynamodb.eu-north-1.amazonaws.com"))),
    },
    {
      fact: "a replica of a key from outside of AWS that lets in another role",
      change: () =>
        stack(tablePolicy(), { ...key({ Principal: { AWS: `${READER}-other` } }), type: "aws:kms/replicaExternalKey:ReplicaExternalKey" }),
    },
    { fact: "a key that gives another action", change: () => stack(tablePolicy(), key({ Action: "kms:DescribeKey" })) },
    {
      fact: "a separate policy of the key, which replaces the one in the key",
      change: () =>
        stack(tablePolicy(), key(), {
          type: "aws:kms/keyPolicy:KeyPolicy",
          name: "separate",
          props: { keyId: "1", policy: policyOf({ Effect: "Allow", Principal: { AWS: "300000000001" }, Action: "kms:*", Resource: "*" }) },
        }),
    },
    {
      fact: "a secret's key",
      change: () => [
        {
          type: "aws:secretsmanager/secret:Secret",
          name: "s",
          props: { arn: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:s-AbCdEf", kmsKeyId: KEY },
        },
        {
          type: "aws:secretsmanager/secretPolicy:SecretPolicy",
          name: "sp",
          props: {
            secretArn: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:s-AbCdEf",
            policy: policyOf({ Effect: "Allow", Principal: { AWS: READER }, Action: "secretsmanager:GetSecretValue", Resource: "*" }),
          },
        },
        key({ Principal: { AWS: "300000000001" } }),
      ],
    },
  ],
  several: () => stack(tablePolicy({ Principal: { AWS: [READER, `${READER}-two`] } }), key({ Principal: { AWS: "300000000001" } })),
  accepts: [
    {
      fact: "a key for the principal's account",
      change: () => stack(tablePolicy(), key({ Principal: { AWS: "arn:aws:iam::300000000002:root" } })),
    },
    { fact: "a key through the table's service", change: () => stack(tablePolicy(), key(VIA("dynamodb.eu-west-1.amazonaws.com"))) },
    { fact: "a key of another stack", change: () => stack(tablePolicy()) },
    {
      fact: "a principal of the own account",
      change: () =>
        stack(tablePolicy({ Principal: { AWS: "arn:aws:iam::300000000001:role/x" } }), key({ Principal: { AWS: "300000000001" } })),
    },
    {
      fact: "an Allow of what reads nothing",
      change: () => stack(tablePolicy({ Action: "dynamodb:DescribeTable" }), key({ Principal: { AWS: "300000000001" } })),
    },
  ],
  leavesOpen: [{ fact: "a key's policy that is unknown", change: () => stack(tablePolicy(), key({}, UNKNOWN_TEXT)) }],
});
