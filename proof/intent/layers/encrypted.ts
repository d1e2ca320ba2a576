import type { Intended, IntendedResource } from "../intended.ts";
import { encryptedUnder, serviceOf } from "../keys.ts";
import type { What } from "../subject.ts";
import { type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";
import { givesKey, grantsOf, isOpen, isThroughService } from "./paths-of-grants.ts";

/** What is encrypted under a key, with the service that uses it. */
export interface Encrypted {
  readonly resource: IntendedResource;
  readonly of: "table" | "secret";
}

/** What a key encrypts: the table or secret that it is made for, or those that name it. */
export function whatLiesUnder({ accounts }: Intended, what: Extract<What, { kind: "key" }>, resource: IntendedResource): Encrypted[] {
  if (what.of !== "key") return [{ resource, of: what.of }];
  const account = accounts.get(resource.account);
  if (account === undefined) return [];
  return encryptedUnder(resource, account).flatMap((each): Encrypted[] => (each.kind === "key" ? [] : [{ resource: each, of: each.kind }]));
}

/**
 * What a service asks of a key in the name of who may use something that lies under it; undefined where nothing lets this principal use it.
 * @param isTenant whether tenants use it with a role that no grant names
 */
export function usedThroughService(asked: LayerAsked, { resource, of }: Encrypted, isTenant = false): LayerExpectation | undefined {
  const grants = grantsOf(resource, asked.who).filter((grant) => givesKey(grant, asked.action, of));
  if (grants.length === 0 && !isTenant) return undefined;
  if (!isThroughService(asked, serviceOf(of), resource.region)) return layerExpects("denied", "the key is used through the service alone");
  return isTenant || grants.some((grant) => isOpen(grant, asked))
    ? layerExpects("allowed", "what it may use is encrypted under the key")
    : layerExpects("denied", "the grant is over");
}
