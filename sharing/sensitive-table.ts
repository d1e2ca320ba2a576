import { type Partition, roleArn } from "../iam/arn.ts";
import { allOf } from "../iam/condition.ts";
import { exceptAwsServices, exceptPrincipals, forPrincipalsLike } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { deny } from "../iam/statement.ts";
import type { TableStatement } from "../iam/table-policy.ts";

/** The roles that administer a sensitive table and use none of its items. */
export interface TableAdministrators {
  readonly partition: Partition;
  readonly accountId: string;
  /** ARNs. The deploy role deploys; break-glass changes settings; backup roles back up and restore. */
  readonly deployRole: string;
  readonly breakGlassRole: string;
  readonly backupRoles: readonly string[];
}

/** All actions by which items leave or enter a table; denied to the roles that only administer it. */
const DATA: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:EnableKinesisStreamingDestination",
  "dynamodb:ExportTableToPointInTime",
  "dynamodb:GetItem",
  "dynamodb:PartiQLDelete",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLSelect",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:SearchVectors",
  "dynamodb:UpdateItem",
];

/** Actions that break-glass must not take either: they copy the data elsewhere, change who may read it, or destroy it. */
const BEYOND_SETTINGS: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:AssociateTableReplica",
  "dynamodb:CreateBackup",
  "dynamodb:CreateTableReplica",
  "dynamodb:DeleteResourcePolicy",
  "dynamodb:DeleteTable",
  "dynamodb:DeleteTableReplica",
  "dynamodb:PutResourcePolicy",
  "dynamodb:RestoreTableToPointInTime",
  "dynamodb:StartAwsBackupJob",
];

/**
 * The denials in a sensitive table's policy: everything for principals that are not declared, and the items for the table's administrators.
 *
 * A table's policy also binds service-linked roles, which scaling and replication use: their path is exempt. The deploy role is exempt, since
 * it would lock itself out of the policy. The root user is denied, and can still delete the policy.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 * @param declared ARNs of the roles that may read or write
 */
export function sensitiveTableStatements(
  tableArn: string,
  declared: readonly string[],
  { partition, accountId, deployRole, breakGlassRole, backupRoles }: TableAdministrators,
): NonEmpty<TableStatement> {
  const serviceLinked = roleArn({ partition, accountId, path: "aws-service-role", name: "*" });
  const resources = [tableArn, `${tableArn}/index/*`] as const;
  return [
    deny({
      sid: "DenyTableToUndeclaredPrincipals",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources,
      conditions: allOf(
        exceptPrincipals(nonEmpty([serviceLinked, deployRole, breakGlassRole, ...backupRoles, ...declared], "declared roles")),
        exceptAwsServices(),
      ),
    }),
    deny({
      sid: "DenyDataToAdministratorsOfTheTable",
      principals: "anyone",
      actions: DATA,
      resources,
      conditions: forPrincipalsLike([deployRole, breakGlassRole]),
    }),
    deny({
      sid: "DenyBreakGlassAllButSettings",
      principals: "anyone",
      actions: BEYOND_SETTINGS,
      resources,
      conditions: forPrincipalsLike([breakGlassRole]),
    }),
  ];
}

/**
 * The denials in the policy of a sensitive table's stream: everything for all but the declared readers and the deploy role, which writes this
 * policy; and for the deploy role, reading the records.
 */
export function sensitiveStreamStatements(
  streamArn: string,
  declared: readonly string[],
  { partition, accountId, deployRole }: TableAdministrators,
): NonEmpty<TableStatement> {
  const serviceLinked = roleArn({ partition, accountId, path: "aws-service-role", name: "*" });
  return [
    deny({
      sid: "DenyStreamToUndeclaredPrincipals",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources: [streamArn],
      conditions: allOf(exceptPrincipals(nonEmpty([serviceLinked, deployRole, ...declared], "declared roles")), exceptAwsServices()),
    }),
    deny({
      sid: "DenyRecordsToTheDeployRole",
      principals: "anyone",
      actions: ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
      conditions: forPrincipalsLike([deployRole]),
    }),
  ];
}
