import { allOf } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the KMS endpoint, and only to the organization's keys, AWS managed ones of its accounts among them.
 *
 * Threat: data leaves the network encrypted under a foreign key, or as the description and tags of a foreign key. Every call of the network to
 * KMS passes here, other teams' calls too, so that all actions are allowed; key policies and permissions say which of them a caller may use.
 * https://docs.aws.amazon.com/kms/latest/developerguide/vpce-policy.html
 */
export function kmsEndpoint(organizationId: string): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    allow({
      sid: "AllowTheOrganizationToUseItsKeys",
      principals: "anyone",
      actions: ["kms:*"],
      resources: ["*"],
      conditions: allOf(insideOrganization(organizationId), onResourcesInOrganization(organizationId)),
    }),
  ]);
}
