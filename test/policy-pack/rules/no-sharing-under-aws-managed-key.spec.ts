import { noSharingUnderAwsManagedKey } from "../../../policy-pack/rules/no-sharing-under-aws-managed-key.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const SECRET = "arn:aws:secretsmanager:eu-west-1:300000000001:secret:token-AbCdEf";
const KEY = "arn:aws:kms:eu-west-1:300000000001:key/11112222-3333-4444-5555-666677778888";
const FOREIGN = "arn:aws:iam::300000000002:role/reporter";
const OWN = "arn:aws:iam::300000000001:role/api";
const OWN_KEY = { enabled: true, kmsKeyArn: KEY };

const document = (principal: unknown = { AWS: FOREIGN }, effect = "Allow") =>
  policyOf({ Effect: effect, Principal: principal, Action: "dynamodb:GetItem", Resource: "*" });

const table = (serverSideEncryption: unknown = OWN_KEY, arn = TABLE): PolicyTarget => ({
  type: "aws:dynamodb/table:Table",
  name: "ledger",
  props: { arn, ...(serverSideEncryption === undefined ? {} : { serverSideEncryption }) },
});

const tablePolicy = (policy = document(), resourceArn = TABLE): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name: "policy",
  props: { resourceArn, policy },
  dependsOn: ["ledger"],
});

const secret = (props: Record<string, unknown>): PolicyTarget => ({ type: "aws:secretsmanager/secret:Secret", name: "token", props });
const secretPolicy: PolicyTarget = {
  type: "aws:secretsmanager/secretPolicy:SecretPolicy",
  name: "policy",
  props: { secretArn: SECRET, policy: document() },
};
const UNDER_AWS = { enabled: false };

/** A global table that names a foreign principal in its replica's own policy. */
const replicated = (change: Record<string, unknown> = {}, principal: unknown = { AWS: FOREIGN }): PolicyTarget => ({
  type: "aws:cloudcontrol/resource:Resource",
  name: "sessions",
  provider: { allowedAccountIds: '["300000000001"]' },
  props: {
    typeName: "AWS::DynamoDB::GlobalTable",
    properties: JSON.stringify({ Arn: TABLE, StreamArn: STREAM }),
    desiredState: JSON.stringify({
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      Replicas: [
        {
          Region: "eu-west-1",
          SSESpecification: { KMSMasterKeyId: KEY },
          ResourcePolicy: { PolicyDocument: JSON.parse(document(principal)) as unknown },
          ...change,
        },
      ],
    }),
  },
});
const STREAM = `${TABLE}/stream/2026-11-22T00:00:00.000`;

describeRule(noSharingUnderAwsManagedKey, {
  right: () => [table(), tablePolicy()],
  refuses: [
    {
      fact: "a table under AWS's own key",
      change: () => [table(UNDER_AWS), tablePolicy()],
      says: /the table is shared under an AWS managed key.*role\/reporter/,
    },
    { fact: "a table under AWS's managed key", change: () => [table({ enabled: true }), tablePolicy()] },
    {
      fact: "a table under AWS's managed key by its alias",
      change: () => [table({ enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:alias/aws/dynamodb" }), tablePolicy()],
    },
    {
      fact: "a stream of such a table",
      change: () => [table(UNDER_AWS), tablePolicy(document(), `${TABLE}/stream/2026-11-22T00:00:00.000`)],
    },
    { fact: "a foreign account", change: () => [table(UNDER_AWS), tablePolicy(document({ AWS: "300000000002" }))] },
    { fact: "anyone", change: () => [table(UNDER_AWS), tablePolicy(document("*"))] },
    { fact: "a secret without a key", change: () => [secret({ arn: SECRET, policy: document() })], says: /the secret is shared/ },
    {
      fact: "a secret under an AWS managed key by its alias",
      change: () => [secret({ arn: SECRET, kmsKeyId: "alias/aws/secretsmanager", policy: document() })],
    },
    {
      fact: "a secret whose ARN is unknown, of the provider's account",
      change: () => [{ ...secret({ arn: UNKNOWN_TEXT, policy: document() }), provider: { allowedAccountIds: '["300000000001"]' } }],
    },
    {
      fact: "a global table whose replica has no key",
      change: () => [replicated({ SSESpecification: undefined })],
      says: /the table is shared under an AWS managed key.*role\/reporter/,
    },
    {
      fact: "the stream of such a table, by a policy of its own",
      change: () => [replicated({ SSESpecification: undefined }, { AWS: OWN }), tablePolicy(document(), STREAM)],
    },
    { fact: "a secret with a policy of its own", change: () => [secret({ arn: SECRET }), secretPolicy] },
  ],
  accepts: [
    { fact: "the account's own roles under an AWS managed key", change: () => [table(UNDER_AWS), tablePolicy(document({ AWS: OWN }))] },
    { fact: "a foreign role that is denied", change: () => [table(UNDER_AWS), tablePolicy(document({ AWS: FOREIGN }, "Deny"))] },
    { fact: "a service", change: () => [table(UNDER_AWS), tablePolicy(document({ Service: "redshift.amazonaws.com" }))] },
    {
      fact: "another table under an AWS managed key beside it",
      change: () => [table(), { ...table(UNDER_AWS, `${TABLE}s`), name: "other" }, tablePolicy()],
    },
    {
      fact: "a global table under a customer managed key, and its stream",
      change: () => [replicated(), tablePolicy(document(), STREAM)],
    },
    {
      fact: "a policy that the blueprint writes for a table which exists",
      change: () => [{ ...tablePolicy(), provider: { defaultTags: '{"tags":{"palisade:stack":"data.owner"}}' } }],
    },
    { fact: "a secret under a customer managed key", change: () => [secret({ arn: SECRET, kmsKeyId: KEY }), secretPolicy] },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => [table(UNDER_AWS), tablePolicy(UNKNOWN_TEXT)] },
    {
      fact: "a key that is unknown",
      change: () => [table({ enabled: true, kmsKeyArn: UNKNOWN_TEXT }), tablePolicy()],
      says: /the table, or its key/,
    },
    { fact: "a replica's key that is unknown", change: () => [replicated({ SSESpecification: { KMSMasterKeyId: UNKNOWN_TEXT } })] },
    {
      fact: "a table that is made elsewhere",
      change: () => [tablePolicy()],
      says: /the table is not of this stack.*got "arn:aws:dynamodb:/,
    },
    {
      fact: "a table whose ARN is unknown, by what depends on it",
      change: () => [table(UNDER_AWS, UNKNOWN_TEXT), tablePolicy(document(), UNKNOWN_TEXT)],
      says: /the account of the table/,
    },
    {
      fact: "a secret whose ARN is unknown",
      change: () => [secret({ arn: UNKNOWN_TEXT, policy: document() })],
      says: /the account of the secret/,
    },
  ],
});
