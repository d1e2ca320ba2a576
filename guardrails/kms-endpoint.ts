import { allOf } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the KMS endpoint, and only to the organization's keys, AWS managed ones of its accounts among them.
 *
 * Threat: what is inside the network, encrypted under a foreign key or kept as a foreign key's description and tags. Every call to KMS of
 * the network arrives here, other teams' too, so that no action is left out; which of them somebody may use is said elsewhere.
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
