import { forPrincipalsLike } from "../iam/guard-conditions.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { DATA_ACTIONS } from "./table-data.ts";

/**
 * The roles that vendors take use no items, no streams and no secrets, wherever they call from and whatever they are given.
 *
 * Threat: a vendor's role is made with a policy of AWS's that reads everything, as vendors ask for, and the vendor is broken into. Nobody is exempt.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 * @param roles exact ARNs
 */
export function vendorRoles(roles: readonly string[]): ServiceControlStatement[] {
  if (roles.length === 0) return [];
  const conditions = forPrincipalsLike(nonEmpty(roles, "roles of vendors"));
  return [
    deny({ sid: "DenyDataToVendors", actions: DATA_ACTIONS, resources: ["*"], conditions }),
    deny({
      sid: "DenySecretsToVendors",
      actions: ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"],
      resources: ["*"],
      conditions,
    }),
  ];
}
