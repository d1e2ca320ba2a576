import type { AttachedPolicies, DeclaredLetThrough } from "../schema/account.ts";
import type { DeclaredEncryption } from "../schema/data.ts";
import type { Perimeter } from "../schema/vocabulary.ts";
import type { Origin } from "./origin.ts";
import type { PlannedNetwork } from "./planned-network.ts";
import type { PlannedPeople } from "./planned-people.ts";
import type { PlannedTable } from "./planned-table.ts";
import type { Tag } from "./planned-tags.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

export interface PlannedKey {
  readonly origin: Origin;
  readonly name: string;
  readonly description: string | undefined;
  readonly region: string;
  /** ARN of a key that exists; undefined where it is made here. */
  readonly existing: string | undefined;
  readonly deletion: "protected" | "allowed";
  readonly tags: readonly Tag[];
}

export interface PlannedSecret {
  readonly origin: Origin;
  readonly name: string;
  readonly description: string | undefined;
  readonly region: string;
  /** Full ARN of a secret that exists; undefined where it is made here. */
  readonly existing: string | undefined;
  readonly writesPolicy: boolean;
  readonly encryption: DeclaredEncryption;
  readonly deletion: "protected" | "allowed";
  /** Undefined where nothing rotates it. */
  readonly rotation: PlannedRotation | undefined;
  readonly tags: readonly Tag[];
}

/** How a secret is rotated: by a function that runs as a workload of the account. */
export interface PlannedRotation {
  readonly origin: Origin;
  readonly workload: string;
  readonly functionName: string;
  readonly everyDays: number;
}

export interface PlannedCluster {
  readonly origin: Origin;
  readonly name: string;
  readonly eksName: string;
  readonly network: string;
  /** Whether the account's own OIDC provider for it is made here. */
  readonly createsProvider: boolean;
}

export interface PlannedAccount {
  readonly origin: Origin;
  readonly name: string;
  /** Undefined where the account is created. */
  readonly id: string | undefined;
  readonly email: string | undefined;
  readonly organizationalUnit: string;
  readonly perimeter: Perimeter;
  readonly perimeterBecause: string | undefined;
  /**
   * The instant at which the account's own SCPs lapse, as ISO 8601 in UTC; undefined where they stand for good. Whether it is past does not
   * count here, so that the stacks of the account stay as they are when it passes.
   */
  readonly perimeterLapses: string | undefined;
  readonly networks: readonly PlannedNetwork[];
  readonly clusters: readonly PlannedCluster[];
  readonly workloads: readonly PlannedWorkload[];
  readonly people: readonly PlannedPeople[];
  readonly tables: readonly PlannedTable[];
  readonly keys: readonly PlannedKey[];
  readonly secrets: readonly PlannedSecret[];
  /** Path and name of the role that deploys to it: its own, or the organization's. */
  readonly deployRole: string;
  /** Roles of pipelines, with their paths, that start and change what runs under the account's workload roles; sorted. */
  readonly deployers: readonly string[];
  readonly letThrough: DeclaredLetThrough;
  readonly attachedPolicies: AttachedPolicies;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}
