import { allOf } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the Secrets Manager endpoint, and only to the organization's secrets.
 *
 * Threat: data that is written into a foreign secret, by foreign credentials or the organization's own. Every call of the network to Secrets
 * Manager passes here, other teams' calls too, so that all actions are allowed; permissions say which of them a caller may use.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html
 */
export function secretsEndpoint(organizationId: string): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    allow({
      sid: "AllowTheOrganizationToUseItsSecrets",
      principals: "anyone",
      actions: ["secretsmanager:*"],
      resources: ["*"],
      conditions: allOf(insideOrganization(organizationId), onResourcesInOrganization(organizationId)),
    }),
  ]);
}
