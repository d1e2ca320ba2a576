import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";

/**
 * No account leaves the organization, and with it every guardrail. Nobody is exempt.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_leave.html
 */
export function organizationMembership(): ServiceControlStatement[] {
  return [deny({ sid: "DenyLeavingTheOrganization", actions: ["organizations:LeaveOrganization"], resources: ["*"] })];
}
