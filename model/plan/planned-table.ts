import type { ReplicaSource } from "../replica-source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import type { TableSettings } from "../settings.ts";
import type { Origin } from "./origin.ts";
import type { Tag } from "./planned-tags.ts";

export interface Attribute {
  readonly name: string;
  readonly type: "string" | "number" | "binary";
}

export interface KeySchema {
  readonly partition: Attribute;
  readonly sort: Attribute | undefined;
}

export interface PlannedIndex extends KeySchema {
  readonly name: string;
  readonly local: boolean;
  readonly project: "all" | "keys" | readonly string[];
  /** Whether its partition key begins with the tenant. */
  readonly tenant: boolean;
  readonly capacity: { readonly read: number; readonly write: number } | undefined;
}

export interface PlannedTenants {
  readonly broker: string;
  readonly tag: string;
  readonly prefix: string;
  readonly can: readonly ("read" | "write")[];
  readonly on: readonly string[];
}

export interface PlannedTable extends TableSettings {
  readonly origin: Origin;
  /** Name in the declaration. */
  readonly name: string;
  /** Name in AWS. */
  readonly physicalName: string;
  /** Whether it is made here or merely referenced. */
  readonly created: boolean;
  /** Whether Palisade writes its resource policy. */
  readonly writesPolicy: boolean;
  readonly key: KeySchema;
  /** Sorted by name, local ones included. */
  readonly indexes: readonly PlannedIndex[];
  readonly timeToLive: string | undefined;
  readonly stream: DeclaredTable["stream"];
  /** The table that this one replicates, in another account. */
  readonly replicaOf: ReplicaSource | undefined;
  /** Other accounts that replicate this one, with their regions. */
  readonly replicas: readonly { readonly account: string; readonly region: string }[];
  /** The table of the same account that this one replicates in another region, by its name in the declaration. */
  readonly regionalReplicaOf: string | undefined;
  /** The regions of this account that replicate this one, sorted. */
  readonly replicaRegions: readonly string[];
  readonly tenants: PlannedTenants | undefined;
  /** Its own, beside those of its account; sorted by key. */
  readonly tags: readonly Tag[];
}

/** The id of a table's tenants, in decisions and where they wait. */
export const tenantsId = ({ origin }: Pick<PlannedTable, "origin">): string => `${origin.id}/tenants`;
