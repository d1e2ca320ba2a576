import type { Random } from "./random.ts";

/** Entries of a YAML file. */
export type Entries = Record<string, unknown>;

/** What holds for all accounts of a drawn organization. */
export interface DrawnOrganization {
  readonly partition: string;
  /** Whether the organization itself is created. */
  readonly isNew: boolean;
  /** Whether everything in its accounts is made here, so that nothing about it is unknown. */
  readonly isAllMade: boolean;
  /** The first is the home region. */
  readonly regions: readonly string[];
  readonly units: readonly DrawnUnit[];
  readonly parties: readonly { readonly name: string; readonly hasExternalId: boolean }[];
}

export interface DrawnUnit {
  readonly path: string;
  readonly perimeter: string;
}

/** How often something is drawn that does not fit what stands beside it. */
export const SLIP = 0.01;

/** Settings of tables that hold for a unit or an account. */
export function drawDefaults(random: Random): Entries {
  return {
    ...(random.chance(0.5) ? { pointInTimeRecovery: random.pick(["7d", "35d", "off"]) } : {}),
    ...(random.chance(0.5) ? { deletion: random.pick(["protected", "allowed"]) } : {}),
    ...(random.chance(0.15) ? { classification: random.pick(["sensitive", "ordinary"]) } : {}),
    ...(random.chance(0.15) ? { encryption: random.pick(["own-key", "own-key", "aws-owned", "aws-managed"]) } : {}),
  };
}

/** What may reach data from outside the networks. */
export function drawLetThrough(random: Random): Entries {
  return {
    ...(random.chance(0.6) ? { services: { "cloudformation.amazonaws.com": "teams add replicas" } } : {}),
    ...(random.chance(0.5)
      ? {
          backupRoles: { "service-role/AWSBackupDefaultServiceRole": "the backup plan" },
          restoreRoles: { "recovery/restore": "who is on call restores tables" },
        }
      : {}),
    ...(random.chance(0.3) ? { serviceRoles: { "service-role/dax": { service: "dax.amazonaws.com", because: "the DAX cluster" } } } : {}),
  };
}

/** Some names are as long as they may be, since others are made of them. */
export const drawName = (random: Random, name: string, longest: number): string =>
  random.chance(0.05) ? name.padEnd(longest, name.replaceAll(/[^a-z]/gi, "")) : name;
