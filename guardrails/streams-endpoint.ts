import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { type EndpointReach, reachingStatements } from "./endpoint-reach.ts";

/**
 * Through the endpoint of DynamoDB Streams the network's own accounts read their streams and those of the owners that they have grants of.
 *
 * Threat: credentials of another account inside the network, or own credentials that read another account's stream, whose records control their
 * reader. Lambda polls from its own network and passes no endpoint of the organization. `ListStreams` has no resource, and no grant includes it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 */
export function streamsEndpoint(reach: EndpointReach): PolicyDocument<"endpoint policy"> {
  return endpointPolicy(
    reachingStatements(
      { ...reach, others: [] },
      { actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], words: "ReadStreams" },
    ),
  );
}
