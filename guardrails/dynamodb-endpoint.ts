import { allOf, condition } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { insideOrganization } from "../iam/grant-conditions.ts";
import { allow } from "../iam/statement.ts";
import { type EndpointReach, reachedBy, reachingStatements, resourcesOf } from "./endpoint-reach.ts";

/**
 * Through the DynamoDB endpoint the network's own accounts use their tables and those of the owners that they have grants of.
 *
 * Threat: code in the network holds credentials of another account, of this organization or not, and carries data to a table of that account,
 * which no guardrail of the network's account binds. Accounts that are declared for other teams' calls are not admitted here: whose tables are
 * used, grants say. `DescribeEndpoints` has no resource, so that it cannot be bound to an account's.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html
 */
export function dynamodbEndpoint(reach: EndpointReach): PolicyDocument<"endpoint policy"> {
  return endpointPolicy([
    ...reachingStatements({ ...reach, others: [] }, { actions: ["dynamodb:*"], words: "UseTables" }),
    allow({
      sid: "AllowTheOrganizationToFindEndpoints",
      principals: "anyone",
      actions: ["dynamodb:DescribeEndpoints"],
      resources: ["*"],
      conditions: insideOrganization(reach.organizationId),
    }),
    allow({
      sid: "AllowAwsServicesToUseTables",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources: ["*"],
      conditions: allOf(condition("Bool", "aws:PrincipalIsAWSService", ["true"]), resourcesOf(reach, reachedBy(reach))),
    }),
  ]);
}
