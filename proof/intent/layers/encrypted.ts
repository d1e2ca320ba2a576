import type { Intended, IntendedResource } from "../intended.ts";
import { encryptedUnder } from "../keys.ts";
import type { What } from "../subject.ts";

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
