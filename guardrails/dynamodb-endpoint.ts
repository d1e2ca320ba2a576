import { allOf, condition } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the DynamoDB endpoint, and only to the organization's tables.
 *
 * Threat: foreign credentials inside the network carry data to a foreign table. `DescribeEndpoints` has no resource, so that it
 * cannot be bound to the organization's.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html
 */
export function dynamodbEndpoint(organizationId: string): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    allow({
      sid: "AllowTheOrganizationToUseItsTables",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources: ["*"],
      conditions: allOf(insideOrganization(organizationId), onResourcesInOrganization(organizationId)),
    }),
    allow({
      sid: "AllowTheOrganizationToFindEndpoints",
      principals: "anyone",
      actions: ["dynamodb:DescribeEndpoints"],
      resources: ["*"],
      conditions: insideOrganization(organizationId),
    }),
    allow({
      sid: "AllowAwsServicesToUseTheOrganizationsTables",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources: ["*"],
      conditions: allOf(condition("Bool", "aws:PrincipalIsAWSService", ["true"]), onResourcesInOrganization(organizationId)),
    }),
  ]);
}
