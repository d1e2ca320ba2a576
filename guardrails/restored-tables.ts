import { allOf } from "../iam/condition.ts";
import { exceptPrincipals, keysAbsent } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { RESTORED_TAG } from "../model/names.ts";
import { exemptDeployRoles, type GuardedRoles } from "./exempt-roles.ts";
import { restoredTables } from "./restores.ts";
import { TABLE_USE_ACTIONS } from "./table-data.ts";

/**
 * A restored table is closed until it is declared as an existing table, and the deploy role has given it the policy that its entry says.
 *
 * Threat: a table that DynamoDB restores has no resource policy, so that a sensitive table's copy would be open to everybody of the account.
 * No condition key says whether a table has a policy, and a Deny takes either a pattern of resources or exceptions, never both. So a tag says it,
 * which the deploy role sets behind the policy: a restored table has no tags, and nobody else sets or takes away tags of a table with that name.
 * This does not ask for the tags' keys, since DynamoDB sends these only where the account has attribute-based access control, as it does the
 * tag of the table. Without it a restored table stays closed. Settings are closed, too: a stream would show what a time to live deletes.
 * Exempt are the restore roles, whose own guardrail leaves them what DynamoDB asks for during a restore.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CreateBackup.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/attribute-based-access-control.html
 */
export function closedRestoredTables(
  roles: Pick<GuardedRoles, "partition" | "deployRole" | "ownDeployRoles" | "restoreRoles">,
): ServiceControlStatement[] {
  const restored = restoredTables(roles);
  return [
    deny({
      sid: "DenyRestoredTables",
      actions: TABLE_USE_ACTIONS,
      resources: [restored],
      conditions: allOf(keysAbsent([`aws:ResourceTag/${RESTORED_TAG}`]), exceptPrincipals(roles.restoreRoles)),
    }),
    deny({
      sid: "DenyOpeningRestoredTables",
      actions: ["dynamodb:TagResource", "dynamodb:UntagResource"],
      resources: [restored],
      conditions: exceptPrincipals(exemptDeployRoles(roles)),
    }),
  ];
}
