import { exceptPrincipals } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import type { GuardedRoles } from "./exempt-roles.ts";

/**
 * Only the declared backup roles copy whole tables. Nobody exports them, streams them away, or shows their keys in CloudWatch.
 *
 * Threat: a table is restored under another name, where no policy protects it, or is written to a bucket. Neither the deploy role
 * nor break-glass is exempt.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dataCopies({ backupRoles }: Pick<GuardedRoles, "backupRoles">): ServiceControlStatement[] {
  return [
    deny({
      sid: "DenyBackupsAndRestores",
      actions: [
        "dynamodb:CreateBackup",
        "dynamodb:DeleteBackup",
        "dynamodb:RestoreTableFromAwsBackup",
        "dynamodb:RestoreTableFromBackup",
        "dynamodb:RestoreTableToPointInTime",
        "dynamodb:StartAwsBackupJob",
      ],
      resources: ["*"],
      conditions: exceptPrincipals(backupRoles),
    }),
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
