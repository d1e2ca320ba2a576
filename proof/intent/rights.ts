/** The actions that each right of the declaration stands for: on the table, on an index, on the stream. */
export const TABLE_RIGHTS: Readonly<
  Record<string, { readonly table: readonly string[]; readonly index: readonly string[]; readonly stream: readonly string[] }>
> = {
  read: {
    table: ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"],
    index: ["dynamodb:Query"],
    stream: [],
  },
  scan: { table: ["dynamodb:DescribeTable", "dynamodb:Scan"], index: ["dynamodb:Scan"], stream: [] },
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
  },
  stream: { table: [], index: [], stream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"] },
  settings: {
    table: [
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
      "dynamodb:UpdateTable",
      "dynamodb:UpdateTimeToLive",
    ],
    index: [],
    stream: [],
  },
};

/** Rights on a key that is used directly. */
export const KEY_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  encrypt: ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
  decrypt: ["kms:Decrypt", "kms:DescribeKey"],
};

/** Rights on a secret. */
export const SECRET_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  read: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
  write: ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
};
