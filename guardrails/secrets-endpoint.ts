import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { type EndpointReach, reachingStatements } from "./endpoint-reach.ts";

/**
 * Through the Secrets Manager endpoint the network's own accounts use their secrets and those of the owners that they have grants of, and of
 * the accounts that the network is declared to reach.
 *
 * Threat: data that is written into another account's secret, by that account's credentials or the network's own. Every call of the network to
 * Secrets Manager passes here, other teams' calls too, so that all actions are allowed; permissions say which of them a caller may use.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html
 */
export function secretsEndpoint(reach: EndpointReach): PolicyDocument<"endpoint policy"> {
  return endpointPolicy(reachingStatements(reach, { actions: ["secretsmanager:*"], words: "UseSecrets" }));
}
