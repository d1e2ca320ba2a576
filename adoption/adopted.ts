import type { InventoryFile } from "../model/schema/inventory.ts";

/** An entry of a declaration that stands for something that exists. */
export type Entry = Readonly<Record<string, unknown>>;

/** Where an account is, and what it is called. */
export interface AccountPlace {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly attached: Entry | undefined;
  readonly homeRegion: string;
  /** Names that were given already to what exists, by its VPC's id or its role's ARN. */
  readonly names: ReadonlyMap<string, string>;
  /** Names that the account's files have already, for whatever they stand. */
  readonly taken: TakenNames;
  /** ARNs of tables, and names of secrets, that stacks make for entries. */
  readonly made: ReadonlySet<string>;
  /** Path and name of the role that deploys, which is no workload; undefined where nobody declared it. */
  readonly deployRole: string | undefined;
}

/** Names of entries by section. */
export type TakenNames = Readonly<Record<"networks" | "clusters" | "workloads" | "tables" | "secrets", ReadonlySet<string>>>;

/** What exists in one account, as entries of its files by name; networks by the id of the VPC as well. */
export interface AdoptedAccount {
  readonly id: string;
  readonly name: string;
  /** The path of its unit. */
  readonly unit: string;
  readonly attached: Entry | undefined;
  readonly networks: Readonly<Record<string, Entry>>;
  readonly clusters: Readonly<Record<string, Entry>>;
  readonly workloads: Readonly<Record<string, Entry>>;
  readonly tables: Readonly<Record<string, Entry>>;
  readonly secrets: Readonly<Record<string, Entry>>;
  readonly inventory: InventoryFile;
  /** What of it has no place in a declaration, in words. */
  readonly leftOut: readonly string[];
}

/** An organization as it was read. */
export interface AdoptedOrganization {
  readonly organization: Entry;
  readonly homeRegion: string;
  /** By path: the id of each unit, and what is attached to it. */
  readonly units: Readonly<Record<string, Entry>>;
  readonly accounts: readonly AdoptedAccount[];
  readonly inventory: InventoryFile;
  /** What could not be read, and what has no place in a declaration, in words. */
  readonly leftOut: readonly string[];
}

/** A name as the declaration takes it for accounts, networks and workloads: lower-case letters, digits and single hyphens. */
export function declaredName(text: string, fallback: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, MOST_LETTERS)
    .replace(/-+$/, "");
  return name === "" ? fallback : name;
}

const MOST_LETTERS = 40;

/** Names for things, each other than those that are taken already. */
export function unusedName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `-${number.toString()}`;
    const found = `${name.slice(0, MOST_LETTERS - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (!taken.has(found)) return found;
  }
}
