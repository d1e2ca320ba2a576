import type { ActionPattern } from "../iam/statement.ts";

/** The IAM actions by which a provider keeps resources of one type. */
export interface ActionsOfType {
  /** To read the resource: a refresh, a preview and the wait for an update. */
  readonly reads: readonly ActionPattern[];
  /** To make, change and delete it, with its tags. */
  readonly changes: readonly ActionPattern[];
}

/** What reading a role needs, as a resource and as a data source. */
export const ROLE_READS = ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoleTags"] as const;

/** What reading a table needs, as a resource and as a data source. */
export const TABLE_READS = [
  "dynamodb:DescribeContinuousBackups",
  "dynamodb:DescribeTable",
  "dynamodb:DescribeTimeToLive",
  "dynamodb:ListTagsOfResource",
] as const;
