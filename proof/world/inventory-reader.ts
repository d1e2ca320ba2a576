import type { Path } from "../../model/reading/source.ts";
import { type InventoryFile, NONE } from "../../model/schema/inventory.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { InventoryEntries } from "./inventory-entry.ts";
import type { WorldNames } from "./world-names.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** What the names in an inventory may stand for. */
export interface InventoryNames {
  readonly names: WorldNames;
  /** Ids of root, units and accounts by their names. */
  readonly nodes: ReadonlyMap<string, string>;
  /** The ids from the root to the root itself or to a unit, by its name. */
  readonly lineages: ReadonlyMap<string, readonly string[]>;
  /** Networks whose endpoints may exist already. */
  readonly networks: ReadonlySet<string>;
  readonly inventory: DeployedResources;
  /** ARNs of roles and users that exist for certain, whose policies no stack makes. */
  readonly existingPrincipals: ReadonlySet<string>;
  /** A resource or principal by its name and where that is declared, from its ARN. */
  readonly describe: (arn: string) => string;
  readonly entries: InventoryEntries;
  /** Whether the declaration says what a table or secret is encrypted under, by its ARN. */
  readonly isEncryptionDeclared: (arn: string) => boolean;
}

/** Reads names and documents, and reports what is wrong with them. */
export interface Reader extends InventoryNames {
  readonly report: (path: Path, message: string) => void;
  readonly read: (title: string, path: Path, document: unknown, kind: PolicyKind) => DeployedDocument;
}

/** What an inventory tells of a role or user. */
export type ExistingPrincipal = Section<"principals">[string];
/** A list of an inventory. */
export type Section<K extends keyof InventoryFile> = NonNullable<InventoryFile[K]>;
/** What a name stands for, or nothing where it is reported. */
export type Entries<V> = readonly (readonly [string, V])[];

/** A list that an inventory may say to be empty. */
export const listed = <T>(list: readonly T[] | typeof NONE | undefined): readonly T[] => (list === undefined || list === NONE ? [] : list);

/** Whether an ARN is that of one role or user: what is told of accounts, sessions and services would be told of nobody. */
export const isRoleOrUser = (arn: string): boolean => /^arn:[^:]+:iam::\d{12}:(?:role|user)\//.test(arn);

/** Entries of a section by what their names stand for. Two names may stand for one thing, and then have to tell the same of it. */
export function resolvedEntries<K extends keyof InventoryFile, R>(
  section: K,
  entries: Section<K> | undefined,
  { report, each }: { readonly report: Reader["report"]; readonly each: (name: string, value: Section<K>[string]) => Entries<R> },
): Map<string, R> {
  const found = new Map<string, R>();
  const told = new Map<string, { readonly name: string; readonly value: unknown }>();
  for (const [name, value] of Object.entries(entries ?? {}) as [string, Section<K>[string]][]) {
    for (const [id, result] of each(name, value)) {
      const before = told.get(id);
      if (before !== undefined && JSON.stringify(before.value) !== JSON.stringify(value))
        report(
          [section, name],
          `stands for the same as ${JSON.stringify(before.name)}, which tells otherwise, got ${JSON.stringify(name)}; keep one of them`,
        );
      told.set(id, { name, value });
      found.set(id, result);
    }
  }
  return found;
}
