import { tableBaseline } from "../../../policy-pack/rules/table-baseline.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const KEY = "arn:aws:kms:eu-west-1:300000000001:key/11112222-3333-4444-5555-666677778888";
const UNKNOWN_BOOLEAN = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";
const OWNED = { defaultTags: JSON.stringify({ tags: { "palisade:organization": "acme", "palisade:stack": "data.orders-prod" } }) };

const table = (change: Record<string, unknown> = {}, provider: Record<string, unknown> = OWNED): PolicyTarget[] => [
  {
    type: "aws:dynamodb/table:Table",
    provider,
    props: {
      name: "orders",
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      ...change,
    },
  },
];

/** A table through Cloud Control, in its own words; `change` is to its one replica. */
const replicated = (change: Record<string, unknown> = {}, whole: Record<string, unknown> = {}): PolicyTarget[] => {
  const replica = {
    Region: "eu-west-1",
    SSESpecification: { KMSMasterKeyId: KEY },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
    Tags: [{ Key: "palisade:stack", Value: "data.sessions-eu" }],
    ...change,
  };
  const state = { TableName: "sessions", SSESpecification: { SSEEnabled: true, SSEType: "KMS" }, Replicas: [replica], ...whole };
  return [cloudControl("AWS::DynamoDB::GlobalTable", JSON.stringify(state))];
};

const cloudControl = (typeName: string, desiredState: string): PolicyTarget => ({
  type: "aws:cloudcontrol/resource:Resource",
  provider: OWNED,
  props: { typeName, desiredState },
});

const regional = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  {
    type: "aws:dynamodb/tableReplica:TableReplica",
    provider: OWNED,
    props: {
      globalTableArn: "arn:aws:dynamodb:eu-central-1:300000000001:table/orders",
      kmsKeyArn: KEY,
      pointInTimeRecovery: true,
      deletionProtectionEnabled: true,
      ...change,
    },
  },
];

describeRule(tableBaseline, {
  right: () => table(),
  refuses: [
    {
      fact: "a replica under one of AWS's keys",
      change: () => regional({ kmsKeyArn: undefined }),
      says: /kmsKeyArn: the table has no customer managed key, got nothing/,
    },
    { fact: "a replica without recovery", change: () => regional({ pointInTimeRecovery: false }) },
    { fact: "nothing said of the deletion of a replica", change: () => regional({ deletionProtectionEnabled: undefined }) },
    {
      fact: "no encryption of its own",
      change: () => table({ serverSideEncryption: undefined }),
      says: /no customer managed key, got nothing/,
    },
    { fact: "a key that AWS manages", change: () => table({ serverSideEncryption: { enabled: true } }), says: /got \{"enabled":true\}/ },
    { fact: "encryption that is off", change: () => table({ serverSideEncryption: { enabled: false, kmsKeyArn: KEY } }) },
    {
      fact: "AWS's key by its alias",
      change: () => table({ serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:alias/aws/dynamodb" } }),
    },
    { fact: "no recovery", change: () => table({ pointInTimeRecovery: undefined }), says: /has no point-in-time recovery, got nothing/ },
    { fact: "recovery that is off", change: () => table({ pointInTimeRecovery: { enabled: false } }) },
    {
      fact: "nothing said of deletion",
      change: () => table({ deletionProtectionEnabled: undefined }),
      says: /no deletion protection, got nothing/,
    },
    {
      fact: "deletion allowed where the pack forbids it",
      change: () => table({ deletionProtectionEnabled: false }),
      settings: { deletionProtection: "required" },
      says: /got false/,
    },
    { fact: "no owner", change: () => table({}, {}), says: /tag owner/ },
    {
      fact: "an owner by the organization alone",
      change: () => table({}, { defaultTags: { tags: { "palisade:organization": "acme" } } }),
      says: /got \["palisade:organization"\]/,
    },
    { fact: "an owner without a name", change: () => table({ tags: { "palisade:stack": "" } }, {}) },
    {
      fact: "another owner's tag than the one that is set",
      change: () => table({ tags: { owner: "orders" } }, {}),
      settings: { ownerTag: "team" },
      says: /no tag team/,
    },
    {
      fact: "a replica without a key",
      change: () => replicated({ SSESpecification: undefined }),
      says: /^desiredState\.Replicas\[0\]\.SSESpecification: the table has no customer managed key, got nothing/,
    },
    { fact: "a global table whose encryption is off", change: () => replicated({}, { SSESpecification: { SSEEnabled: false } }) },
    {
      fact: "a replica without point-in-time recovery",
      change: () => replicated({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } }),
      says: /Replicas\[0\]\.PointInTimeRecoverySpecification: the table has no point-in-time recovery, got \{/,
    },
    {
      fact: "a replica of which nothing is said about deletion",
      change: () => replicated({ DeletionProtectionEnabled: undefined }),
      says: /Replicas\[0\]\.DeletionProtectionEnabled: the table has no deletion protection/,
    },
    { fact: "a replica with the provider's tags alone, which it does not get", change: () => replicated({ Tags: [] }), says: /got \[\]/ },
    {
      fact: "a table of one region through Cloud Control without recovery",
      change: () => [
        cloudControl(
          "AWS::DynamoDB::Table",
          JSON.stringify({
            SSESpecification: { SSEEnabled: true, KMSMasterKeyId: KEY },
            DeletionProtectionEnabled: true,
            Tags: [{ Key: "palisade:stack", Value: "data.eu" }],
          }),
        ),
      ],
      says: /^desiredState\.PointInTimeRecoverySpecification: /,
    },
  ],
  accepts: [
    { fact: "a replica with all of it", change: () => regional() },
    { fact: "deletion that the table allows itself", change: () => table({ deletionProtectionEnabled: false }) },
    { fact: "an owner among the table's own tags", change: () => table({ tags: { "palisade:stack": "data.orders-prod" } }, {}) },
    { fact: "the owner's tag, which every team may set", change: () => table({ tags: { owner: "orders" } }, {}) },
    {
      fact: "the tag that is set as that of owners",
      change: () => table({ tags: { team: "orders" } }, {}),
      settings: { ownerTag: "team" },
    },
    { fact: "a global table", change: () => replicated() },
    { fact: "other resources of Cloud Control", change: () => [cloudControl("AWS::Logs::LogGroup", "{}")] },
    { fact: "other resources", change: () => [{ type: "aws:s3/bucket:Bucket", props: {} }] },
  ],
  leavesOpen: [
    {
      fact: "a key that is unknown",
      change: () => table({ serverSideEncryption: { enabled: true, kmsKeyArn: UNKNOWN_TEXT } }),
      says: /kmsKeyArn/,
    },
    { fact: "encryption that is unknown", change: () => table({ serverSideEncryption: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" }) },
    { fact: "whether it is encrypted", change: () => table({ serverSideEncryption: { enabled: UNKNOWN_BOOLEAN, kmsKeyArn: KEY } }) },
    { fact: "recovery that is unknown", change: () => table({ pointInTimeRecovery: { enabled: UNKNOWN_BOOLEAN } }) },
    { fact: "deletion protection that is unknown", change: () => table({ deletionProtectionEnabled: UNKNOWN_BOOLEAN }) },
    { fact: "tags that are unknown", change: () => table({ tags: UNKNOWN_TEXT }, {}), says: /tag owner/ },
    {
      fact: "a replica's key that is unknown",
      change: () => replicated({ SSESpecification: { KMSMasterKeyId: UNKNOWN_TEXT } }),
      says: /Replicas\[0\]\.SSESpecification\.KMSMasterKeyId/,
    },
    {
      fact: "a desired state that is unknown",
      change: () => [cloudControl("AWS::DynamoDB::GlobalTable", UNKNOWN_TEXT)],
      says: /desiredState/,
    },
    { fact: "a provider's tags that are unknown", change: () => table({}, { defaultTags: UNKNOWN_TEXT }) },
  ],
});
