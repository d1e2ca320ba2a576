import { allOf } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization, onResourcesInOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";

/**
 * Only the organization's principals pass the endpoint of DynamoDB Streams, only to read the organization's streams.
 *
 * Threat: foreign credentials inside the network, or the organization's own credentials that read a foreign stream, whose records control their
 * reader. Lambda polls from its own network and passes no endpoint of the organization. `ListStreams` has no resource, and no grant includes it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 */
export function streamsEndpoint(organizationId: string): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    allow({
      sid: "AllowTheOrganizationToReadItsStreams",
      principals: "anyone",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: ["*"],
      conditions: allOf(insideOrganization(organizationId), onResourcesInOrganization(organizationId)),
    }),
  ]);
}
