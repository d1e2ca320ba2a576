import { tableArn } from "../iam/arn.ts";
import { allOf, condition } from "../iam/condition.ts";
import { calledViaOthersThan, exceptPrincipals, forPrincipalsLike } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { RESTORED } from "../model/names.ts";
import type { GuardedRoles } from "./exempt-roles.ts";
import { STREAM_DATA_ACTIONS, TABLE_DATA_ACTIONS, TABLE_USE_ACTIONS } from "./table-data.ts";

/** Restored tables of every account and region, with their indexes: AWS restores into another region, too. */
export const restoredTables = ({ partition }: Pick<GuardedRoles, "partition">): string =>
  tableArn({ partition, accountId: "*", region: "*", table: `*${RESTORED}*` });

/**
 * Only the declared restore roles restore tables, into names with `-restored-` alone, and these use no item themselves.
 *
 * Threat: a table is restored under a name that no policy protects, or over whoever may restore its items are read. While it restores, DynamoDB
 * asks for rights of the caller to items of the new table, not of the old one; such a call carries `aws:ViaAWSService`, and a Deny that does not
 * spare it cancels the restore. So items of other tables are denied whoever calls, which says where a restore may lead, and items of restored
 * tables to direct calls and to calls through services other than DynamoDB. Neither do they change settings: a stream would show what a time
 * to live deletes. Which table is restored into which name no policy can tell: the calls do not name the old table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Restore.Tutorial.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html
 */
export function restores(roles: Pick<GuardedRoles, "partition" | "restoreRoles">): ServiceControlStatement[] {
  const { restoreRoles } = roles;
  return [
    deny({
      sid: "DenyRestores",
      actions: ["dynamodb:RestoreTableFromAwsBackup", "dynamodb:RestoreTableFromBackup", "dynamodb:RestoreTableToPointInTime"],
      resources: ["*"],
      conditions: exceptPrincipals(restoreRoles),
    }),
    ...(restoreRoles.length === 0 ? [] : onlyAsTheServiceNeeds(restoredTables(roles), nonEmpty(restoreRoles, "restore roles"))),
  ];
}

function onlyAsTheServiceNeeds(restored: string, restoreRoles: NonEmpty<string>): ServiceControlStatement[] {
  const them = forPrincipalsLike(restoreRoles);
  return [
    deny({ sid: "DenyStreamsToRestoreRoles", actions: STREAM_DATA_ACTIONS, resources: ["*"], conditions: them }),
    deny({ sid: "DenyRestoresIntoOtherTables", actions: TABLE_DATA_ACTIONS, notResources: [restored], conditions: them }),
    deny({
      sid: "DenyDataToRestoreRoles",
      actions: TABLE_USE_ACTIONS,
      resources: ["*"],
      conditions: allOf(them, condition("BoolIfExists", "aws:ViaAWSService", ["false"])),
    }),
    deny({
      sid: "DenyDataToRestoreRolesThroughOtherServices",
      actions: TABLE_USE_ACTIONS,
      resources: ["*"],
      conditions: allOf(them, calledViaOthersThan(["dynamodb.amazonaws.com"])),
    }),
  ];
}
