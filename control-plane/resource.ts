import type { Properties } from "./properties.ts";

/**
 * What happens when a resource is deleted that another one needs: the dependent one blocks the deletion, vanishes with it, or stays.
 */
export type Bond = "blocks" | "vanishes" | "stays";

/** A resource's need of another one, by one of the other's keys. */
export interface Need {
  readonly key: string;
  readonly bond: Bond;
}

/** Counters of a resource that survive updates, e.g. how often its stream was switched on. */
export type Memory = Readonly<Record<string, number>>;

/** A resource that exists in AWS. */
export interface Resource {
  /** Its key among all resources: type, account, region and id. */
  readonly key: string;
  readonly type: string;
  readonly account: string;
  /** Empty for resources of global services. */
  readonly region: string;
  /** The URN that it was made under, or `BEFORE` if it existed before. */
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** How many resources of the same name or URN there have been, this one included. */
  readonly generation: number;
  readonly memory: Memory;
  /** Further keys by which it is found: its ARN, its unique names, ids of what AWS makes with it. */
  readonly aliases: readonly string[];
  readonly needs: readonly Need[];
  /** ARNs of roles and users in its documents, each with the unique id that AWS stores in its place. */
  readonly pins: Readonly<Record<string, string>>;
}

/** Stands in place of a URN for resources that no program made. */
export const BEFORE = "existing";

/** The key of a resource. `region` is empty for global services. */
export function keyOf(type: string, account: string, region: string, id: string): string {
  return `${type} ${account} ${region} ${id}`;
}

/** The key of an account, whether an organization is modelled around it or not. */
export function accountKey(account: string): string {
  return `account ${account}`;
}
