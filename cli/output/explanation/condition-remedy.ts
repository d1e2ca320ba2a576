import type { SeenCondition } from "../../../proof/explanation/explain.ts";

/** What meets the conditions of a statement that nearly allows. */
export function conditionRemedy(failed: readonly SeenCondition[]): string {
  const keys = new Set(failed.map(({ key }) => key.toLowerCase()));
  return REMEDIES.find(([key]) => keys.has(key))?.[1] ?? "send a request that meets this condition, or ask the owner to change the entry";
}

/** By condition key, the one that decides first. */
const REMEDIES: readonly (readonly [key: string, remedy: string])[] = [
  ["aws:currenttime", "a later `until` of the grant in the data.yaml of its owner, who decides"],
  ["aws:sourcevpc", "call from the network that the caller's workload is declared in, or declare it in another"],
  ["aws:sourceip", "call from the networks or addresses that are declared for the caller"],
  [
    "aws:principalaccount",
    "use credentials of the network's own account, or a role that an owner made for a workload there; for KMS, Secrets Manager and STS the account under `reaches` of the network",
  ],
  [
    "aws:resourceaccount",
    "a grant of its owner to a workload in that network; for a key, a secret or a role the account under `reaches` of the network",
  ],
  [
    "aws:principalorgid",
    "call from an account of that organization; where the caller is an external party that moved, correct organization in externalParties",
  ],
  ["kms:viaservice", "nothing: that service uses the key for callers that may use what it encrypts; ask about that instead"],
  ["sts:externalid", "give the ExternalId that is declared for the external party"],
];
