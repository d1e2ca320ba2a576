import type { PolicyDocument } from "../iam/document.ts";
import { endpointPolicy } from "../iam/endpoint-policy.ts";
import { type EndpointReach, reachingStatements } from "./endpoint-reach.ts";

/**
 * Through the KMS endpoint the network's own accounts use their keys, AWS managed ones among them, and those of the owners that they have
 * grants of, and of the accounts that the network is declared to reach.
 *
 * Threat: data leaves the network encrypted under another account's key, or as the description and tags of such a key. Every call of the
 * network to KMS passes here, other teams' calls too, so that all actions are allowed; key policies and permissions say which of them a caller
 * may use.
 * https://docs.aws.amazon.com/kms/latest/developerguide/vpce-policy.html
 */
export function kmsEndpoint(reach: EndpointReach): PolicyDocument<"endpoint policy"> {
  return endpointPolicy(reachingStatements(reach, { actions: ["kms:*"], words: "UseKeys" }));
}
