import type { AccountFile, DeclaredDefaults } from "./schema/account.ts";
import type { DeclaredCapacity, DeclaredEncryption, DeclaredTable } from "./schema/data.ts";
import type { OrganizationFile } from "./schema/organization.ts";
import type { Perimeter } from "./schema/vocabulary.ts";

/** Paths from the top-level organizational unit down to the unit itself. */
export function lineage(unit: string): string[] {
  const steps = unit.split("/");
  return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}

/** An organizational unit's perimeter: its own, or the nearest one above, or enforced. */
export function unitPerimeter(organization: OrganizationFile, unit: string): Perimeter {
  const units = new Map(Object.entries(organization.organizationalUnits));
  return lineage(unit).reduce<Perimeter>((inherited, path) => units.get(path)?.perimeter ?? inherited, "enforced");
}

/** An account's perimeter: its own, or its organizational unit's. */
export const accountPerimeter = (organization: OrganizationFile, account: AccountFile): Perimeter =>
  ownPerimeter(account) ?? unitPerimeter(organization, account.organizationalUnit);

/** The perimeter that an account's file declares; undefined where it leaves it to its organizational unit. */
export const ownPerimeter = ({ perimeter }: AccountFile): Perimeter | undefined =>
  typeof perimeter === "object" ? perimeter.mode : perimeter;

/** The instant at which an account's own network and data denies lapse unless they are confirmed, as it is written; undefined where they stand for good. */
export const lapseOf = ({ perimeter }: AccountFile): string | undefined =>
  typeof perimeter === "object" ? perimeter.unlessConfirmedBy : undefined;

/** Path and name of the role that deploys to an account: its own, or the organization's. */
export const deployRoleOf = ({ deployment }: OrganizationFile, account: AccountFile): string => account.deployment?.role ?? deployment.role;

/** Defaults that reach an account, outermost first. */
export function defaultsFor(organization: OrganizationFile, account: AccountFile): readonly DeclaredDefaults[] {
  const byUnit = new Map(Object.entries(organization.defaults ?? {}));
  return [...lineage(account.organizationalUnit).map((path) => byUnit.get(path)), account.defaults].filter((value) => value !== undefined);
}

/** A table's settings once every default has been applied. */
export interface TableSettings {
  readonly region: string;
  readonly classification: "ordinary" | "sensitive";
  readonly deletion: "protected" | "allowed";
  readonly capacity: DeclaredCapacity;
  readonly class: "standard" | "infrequent-access";
  readonly encryption: DeclaredEncryption;
  /** Days that any second can be restored from; 0 is off. */
  readonly pointInTimeRecoveryDays: number;
}

/** For how long DynamoDB keeps what a table is restored from, at most. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html */
export const LONGEST_RECOVERY_DAYS = 35;

/** The table's own settings; else the account's defaults, else those of its organizational units, the innermost first; else the safe ones. */
export function tableSettings(table: DeclaredTable, defaults: readonly DeclaredDefaults[], homeRegion: string): TableSettings {
  const set = Object.assign({}, ...defaults.map(({ tables }) => tables), table) as DeclaredTable;
  return {
    region: table.region ?? homeRegion,
    classification: set.classification ?? "ordinary",
    deletion: set.deletion ?? "protected",
    capacity: set.capacity ?? "on-demand",
    class: set.class ?? "standard",
    // A default says what Palisade makes; what a table lies under that exists, its own entry alone can tell.
    encryption: (table.existing === undefined ? set : table).encryption ?? "own-key",
    pointInTimeRecoveryDays: set.pointInTimeRecovery === "off" ? 0 : Number.parseInt(set.pointInTimeRecovery ?? "35d", 10),
  };
}

/** Deletion of keys and secrets after defaults. */
export function deletionOf(
  kind: "keys" | "secrets",
  own: "protected" | "allowed" | undefined,
  defaults: readonly DeclaredDefaults[],
): "protected" | "allowed" {
  return own ?? defaults.reduce<"protected" | "allowed">((outer, level) => level[kind]?.deletion ?? outer, "protected");
}
