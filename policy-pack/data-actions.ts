/**
 * Actions by which data, or what unlocks it, is read or written, each with a resource that a policy can name. Actions without resource
 * types, such as `dynamodb:ListStreams`, can be allowed on `*` only and give no data.
 * Service authorization reference of Amazon DynamoDB, AWS KMS and AWS Secrets Manager.
 */
export const DATA_ACTIONS: ReadonlySet<string> = new Set([
  ...[
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "ExportTableToPointInTime",
    "GetItem",
    "GetRecords",
    "GetShardIterator",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "PutItem",
    "Query",
    "Scan",
    "SearchVectors",
    "UpdateItem",
  ].map((name) => `dynamodb:${name}`),
  ...[
    "CreateGrant",
    "Decrypt",
    "DeriveSharedSecret",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
  ].map((name) => `kms:${name}`),
  ...["GetSecretValue", "PutSecretValue", "UpdateSecret"].map((name) => `secretsmanager:${name}`),
]);

/** The services that they belong to. */
export const DATA_SERVICES = ["dynamodb", "kms", "secretsmanager"] as const;
