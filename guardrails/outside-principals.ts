import { allOf } from "../iam/condition.ts";
import { exceptAwsServices, exceptPrincipals, forServicesActingFromOutside, outsideOrganization } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import type { ActionPattern } from "../iam/statement.ts";
import { deny } from "../iam/statement.ts";

/**
 * The services that outsiders must not reach. Of STS only `AssumeRole` is among them: callers with a token or an assertion have no organization,
 * and `sts:*` would shut out every pod.
 */
const GUARDED: NonEmpty<ActionPattern> = ["dynamodb:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"];

/** The Sid of the statement that exempts the roles of external parties. */
export const OUTSIDERS_SID = "DenyPrincipalsOutsideTheOrganization";

/**
 * No principal from outside the organization reaches tables, keys, secrets or roles, whatever their own policies say, and no AWS service does so
 * on behalf of one.
 *
 * Threat: a resource policy or trust that names a foreign principal, by mistake or on purpose; a service that is talked into acting for a
 * stranger (confused deputy). Exempt: exactly the roles of external parties that a grant is open to, and AWS services by their own names.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 * @param parties exact ARNs of external roles with an open grant
 */
export function outsidePrincipals(organizationId: string, parties: readonly string[]): NonEmpty<ResourceControlStatement> {
  return [
    deny({
      sid: OUTSIDERS_SID,
      actions: GUARDED,
      resources: ["*"],
      conditions: allOf(
        outsideOrganization(organizationId),
        exceptAwsServices(),
        parties.length === 0 ? {} : exceptPrincipals(nonEmpty(parties, "parties")),
      ),
    }),
    deny({
      sid: "DenyServicesActingForOutsiders",
      actions: GUARDED,
      resources: ["*"],
      conditions: forServicesActingFromOutside(organizationId),
    }),
  ];
}
