/**
 * Actions that read or write data or use its keys, and that a policy can allow on a named resource. Actions without resource types, such
 * as `dynamodb:ListStreams`, can only be allowed on `*`, and give no data.
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

/** The services of these actions. */
export const DATA_SERVICES = ["dynamodb", "kms", "secretsmanager"] as const;
