import type { KeyVerb, SecretVerb, TableVerb } from "./schema/vocabulary.ts";

/** What a right on a table means: actions on the table, on its indexes, on its stream, and those that only principals of its owner can have. */
export interface TableRight {
  readonly table: readonly string[];
  /** Actions that indexes take too. */
  readonly index: readonly string[];
  readonly stream: readonly string[];
  /** Actions that no resource policy can give to another account, so that they need a role of the owner's. */
  readonly ownerOnly: readonly string[];
}

/**
 * Exact actions by right.
 * Which of them a resource policy carries across accounts: DynamoDB developer guide, "DynamoDB API operations supported by resource-based policies".
 */
export const TABLE_RIGHTS: { readonly [V in TableVerb]: TableRight } = {
  read: {
    table: ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"],
    index: ["dynamodb:Query"],
    stream: [],
    ownerOnly: [],
  },
  scan: { table: ["dynamodb:DescribeTable", "dynamodb:Scan"], index: ["dynamodb:Scan"], stream: [], ownerOnly: [] },
  write: {
    table: [
      "dynamodb:BatchWriteItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:DescribeTable",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ],
    index: [],
    stream: [],
    ownerOnly: [],
  },
  stream: { table: [], index: [], stream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], ownerOnly: [] },
  settings: {
    table: ["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource", "dynamodb:UpdateTable"],
    index: [],
    stream: [],
    ownerOnly: ["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTimeToLive", "dynamodb:UpdateTimeToLive"],
  },
};

/** Exact actions by right on a key that is used directly. */
export const KEY_RIGHTS: { readonly [V in KeyVerb]: readonly string[] } = {
  encrypt: ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
  decrypt: ["kms:Decrypt", "kms:DescribeKey"],
};

/** Exact actions by right on a secret. Writing a secret does not include writing its policy. */
export const SECRET_RIGHTS: { readonly [V in SecretVerb]: readonly string[] } = {
  read: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
  write: ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
};
