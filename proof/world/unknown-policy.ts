import { compilePolicy, opaquePolicy, type Policy, type Statement } from "../engine/policy.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import type { KeyGrant } from "./organization-facts.ts";

/** A policy of unknown text: it may allow and deny whatever one in its place may. */
export const unknownPolicy = ({ what }: UnknownFact): Policy => opaquePolicy(what, what);

/** A key of no service, whose value is unknown: what is bound to it may apply or not. */
const keyOf = ({ what }: UnknownFact): string => `${PREFIX}${what}`;

const PREFIX = "palisade:unknown/";

/** Whether a key is one that no request carries, and that only stands for something unknown. */
export const isUnknownKey = (key: string): boolean => key.startsWith(PREFIX);
/** Whether a policy may allow anything for all that anybody described. */
export const isUndescribed = ({ unknown, allows }: Policy): boolean =>
  unknown !== undefined || allows.some(({ conditions }) => conditions.some(({ lowerCaseKey }) => lowerCaseKey.startsWith(PREFIX)));

/** The keys of a request that say that something may be allowed besides. */
export const unknownKeys = (facts: readonly UnknownFact[]): Readonly<Record<string, string>> =>
  Object.fromEntries(facts.map((fact) => [keyOf(fact), fact.what]));

/** A policy that may allow anything, and denies nothing; requests under it carry the fact among their `unknownKeys`. */
export const possiblePermissions = (fact: UnknownFact): Policy =>
  compilePolicy(
    {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { [keyOf(fact)]: "" } } }],
    },
    fact.what,
  );

/**
 * What a grant on a key allows, or may allow. It needs no policy's Allow beside it, and no Allow outweighs a Deny.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function grantedPermissions(grant: KeyGrant): Policy {
  if ("what" in grant) return possiblePermissions(grant);
  const Action = grant.operations.map((operation) => `kms:${operation}`);
  return compilePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: grant.key }] }, `a grant on ${grant.key}`);
}

/** A key's policy with what a grant allows besides. */
export function withGrant(policy: Policy, granted: Policy): Policy {
  const further: readonly Statement[] = granted.allows;
  return { ...policy, allows: [...policy.allows, ...further] };
}
