import { exceptPrincipals, forPrincipalsLike } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import type { GuardedRoles } from "./exempt-roles.ts";
import { DATA_ACTIONS } from "./table-data.ts";

const BACKUPS: NonEmpty<ActionPattern> = ["dynamodb:CreateBackup", "dynamodb:DeleteBackup", "dynamodb:StartAwsBackupJob"];

/**
 * Only the declared backup roles back tables up, and these read no items. Nobody exports tables, streams them away, or shows their keys in
 * CloudWatch.
 *
 * Threat: a whole table leaves as a copy that no policy of the table protects. Neither the deploy role nor break-glass is exempt. AWS's own
 * policy for backup roles holds no action on items: a backup is made by DynamoDB itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 */
export function dataCopies({ backupRoles }: Pick<GuardedRoles, "backupRoles">): ServiceControlStatement[] {
  return [
    deny({ sid: "DenyBackups", actions: BACKUPS, resources: ["*"], conditions: exceptPrincipals(backupRoles) }),
    ...(backupRoles.length === 0
      ? []
      : [
          deny({
            sid: "DenyDataToBackupRoles",
            actions: DATA_ACTIONS,
            resources: ["*"],
            conditions: forPrincipalsLike(nonEmpty(backupRoles, "backup roles")),
          }),
        ]),
    deny({
      sid: "DenyExports",
      actions: [
        "dynamodb:EnableKinesisStreamingDestination",
        "dynamodb:ExportTableToPointInTime",
        "dynamodb:UpdateContributorInsights",
        "dynamodb:UpdateKinesisStreamingDestination",
      ],
      resources: ["*"],
    }),
  ];
}
