import { allOf } from "../iam/condition.ts";
import { calledDirectly, calledViaOthersThan, forPrincipalsLike } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { deployRoles, type GuardedRoles, outsideOwnAccounts } from "./exempt-roles.ts";
import { DATA_ACTIONS } from "./table-data.ts";

/**
 * The deploy role uses no items and reads no streams, wherever it calls from and whatever the data is classified as.
 *
 * Threat: the credentials of the pipeline leak. DynamoDB itself calls for the deploy role when it makes a replica, which needs rights to items;
 * such a call names DynamoDB in `aws:CalledVia` and is spared. Direct calls and calls through services have separate statements, so that a
 * decision about a direct call does not depend on how AWS evaluates `ForAllValues` without a key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_security.html
 */
export function deployRoleData(roles: GuardedRoles): ServiceControlStatement[] {
  const deployRole = allOf(forPrincipalsLike(deployRoles(roles)), outsideOwnAccounts(roles.ownDeployRoles, "aws:PrincipalAccount"));
  return [
    deny({ sid: "DenyDataToTheDeployRole", actions: DATA_ACTIONS, resources: ["*"], conditions: allOf(deployRole, calledDirectly()) }),
    deny({
      sid: "DenyDataToTheDeployRoleThroughOtherServices",
      actions: DATA_ACTIONS,
      resources: ["*"],
      conditions: allOf(deployRole, calledViaOthersThan(["dynamodb.amazonaws.com"])),
    }),
  ];
}
