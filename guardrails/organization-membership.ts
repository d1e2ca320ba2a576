import { condition } from "../iam/condition.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";

/**
 * No account leaves the organization, and with it every guardrail; and none changes a guardrail. Nobody is exempt: SCPs do not bind the
 * management account, which deploys the guardrails.
 *
 * Threat: a member account to which the management of policies is delegated detaches or empties a guardrail. Policies of other types, such as tag
 * and backup policies, stay with whom they are delegated to.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_leave.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export function organizationMembership(): ServiceControlStatement[] {
  return [
    deny({ sid: "DenyLeavingTheOrganization", actions: ["organizations:LeaveOrganization"], resources: ["*"] }),
    deny({
      sid: "DenyChangingGuardrails",
      actions: [
        "organizations:AttachPolicy",
        "organizations:CreatePolicy",
        "organizations:DeletePolicy",
        "organizations:DetachPolicy",
        "organizations:DisablePolicyType",
        "organizations:UpdatePolicy",
      ],
      resources: ["*"],
      conditions: condition("StringEquals", "organizations:PolicyType", ["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"]),
    }),
  ];
}
