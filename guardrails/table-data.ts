import type { NonEmpty } from "../iam/non-empty.ts";

/**
 * Actions by which items leave or enter a table, vector search and PartiQL included; guardrails deny these from outside the networks.
 * Service authorization reference, "Amazon DynamoDB".
 */
export const TABLE_DATA_ACTIONS: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PartiQL*",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:SearchVectors",
  "dynamodb:UpdateItem",
];

/** Uses of items, and the settings that would show them: a stream shows what a time to live deletes. */
export const TABLE_USE_ACTIONS: NonEmpty<`dynamodb:${string}`> = [
  ...TABLE_DATA_ACTIONS,
  "dynamodb:UpdateTable",
  "dynamodb:UpdateTableReplicaAutoScaling",
  "dynamodb:UpdateTimeToLive",
];

/** Actions by which a stream is read; a poller of Lambda's uses these, and no others, from AWS's own network. */
export const STREAM_DATA_ACTIONS: NonEmpty<`dynamodb:${string}`> = ["dynamodb:GetRecords", "dynamodb:GetShardIterator"];

/** Actions by which items are used or streams are read. */
export const DATA_ACTIONS: NonEmpty<`dynamodb:${string}`> = [...TABLE_DATA_ACTIONS, ...STREAM_DATA_ACTIONS];
