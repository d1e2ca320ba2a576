import type { Properties } from "./properties.ts";

/** What becomes of a thing when another that it needs is deleted: it forbids the deletion, goes with it, or stays behind. */
export type Bond = "blocks" | "vanishes" | "stays";

/** A thing's need of another, by one of the other's keys. */
export interface Need {
  readonly key: string;
  readonly bond: Bond;
}

/** Numbers that a thing remembers over updates, e.g. how often its stream was switched on. */
export type Memory = Readonly<Record<string, number>>;

/** Something that exists in AWS. */
export interface Resource {
  /** Its key among all things: type, account, region and id. */
  readonly key: string;
  readonly type: string;
  readonly account: string;
  /** Empty for things of global services. */
  readonly region: string;
  /** Who made it: a URN, or the word for things that were there before. */
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** How many of the same name or URN there have been, this one included. */
  readonly generation: number;
  readonly memory: Memory;
  /** Further keys under which it is found: its ARN, its unique names, ids of what came with it. */
  readonly aliases: readonly string[];
  readonly needs: readonly Need[];
  /** ARNs of roles and users in its documents, with the unique ids that AWS has stored in their stead. */
  readonly pins: Readonly<Record<string, string>>;
}

/** The key of a thing of a type, from where it lives and its id. `region` is empty for global services. */
export function keyOf(type: string, account: string, region: string, id: string): string {
  return `${type} ${account} ${region} ${id}`;
}

/** The key under which an account is found, whoever made it. */
export function accountKey(account: string): string {
  return `account ${account}`;
}
