import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";
import { type EndpointReach, takingStatements } from "./endpoint-reach.ts";

/**
 * Through the STS endpoint the network's own accounts take their roles and the access roles of the owners that they have grants of. The
 * accounts that the network is declared to reach take their roles as well.
 *
 * Threat: credentials of another account inside the network, or a session of another account's role, carry data to that account. A pod brings a
 * token and no credentials, so that it has no account: whose role it is decides, and then the role's trust and the guardrail of trusted issuers,
 * which say whose tokens may take it. These statements are there only where pods take roles that way. `GetCallerIdentity` has no resource that
 * could belong to an account. All other actions of STS are closed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_create.html
 */
export function stsEndpoint(reach: EndpointReach, { forPods }: { readonly forPods: boolean }): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    ...takingStatements(reach, {
      actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      words: "TakingRoles",
      callers: "of the network",
    }),
    allow({
      sid: "AllowTheOrganizationToGetCallerIdentity",
      principals: "anyone",
      actions: ["sts:GetCallerIdentity"],
      resources: ["*"],
      conditions: insideOrganization(reach.organizationId),
    }),
    ...(forPods
      ? takingStatements(reach, { actions: ["sts:AssumeRoleWithWebIdentity"], words: "PodsTakingRoles", callers: "anyone" })
      : []),
  ]);
}
