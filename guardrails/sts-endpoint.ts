import { allOf } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the STS endpoint, and only to take the organization's roles.
 *
 * Threat: foreign credentials inside the network, or a session of a foreign role, carry data to a foreign account. A pod brings a token and no
 * credentials, so that it has no organization: the role must be the organization's, and the role's trust and the guardrail of trusted issuers
 * decide whose tokens may take it. That statement is there only where pods take roles that way. `GetCallerIdentity` has no resource that could
 * belong to an organization. All other actions of STS are closed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_create.html
 */
export function stsEndpoint(organizationId: string, { forPods }: { readonly forPods: boolean }): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    allow({
      sid: "AllowTheOrganizationToTakeItsRoles",
      principals: "anyone",
      actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      resources: ["*"],
      conditions: allOf(insideOrganization(organizationId), onResourcesInOrganization(organizationId)),
    }),
    allow({
      sid: "AllowTheOrganizationToGetCallerIdentity",
      principals: "anyone",
      actions: ["sts:GetCallerIdentity"],
      resources: ["*"],
      conditions: insideOrganization(organizationId),
    }),
    ...(forPods
      ? [
          allow({
            sid: "AllowPodsToTakeRolesOfTheOrganization",
            principals: "anyone",
            actions: ["sts:AssumeRoleWithWebIdentity"],
            resources: ["*"],
            conditions: onResourcesInOrganization(organizationId),
          }),
        ]
      : []),
  ]);
}
