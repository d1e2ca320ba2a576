import type { Declaration } from "./load.ts";
import type { Origin } from "./plan.ts";
import type { AttachedPolicies } from "./schema/account.ts";
import type { Perimeter } from "./schema/vocabulary.ts";
import { lineage, unitPerimeter } from "./settings.ts";

export interface PlannedUnit {
  readonly origin: Origin;
  /** From the root, with `/` between levels; levels that only lead to a declared unit are units too. */
  readonly path: string;
  readonly perimeter: Perimeter;
  readonly because: string | undefined;
  /** The id of a unit that exists; undefined where it is created. */
  readonly existing: string | undefined;
  readonly attachedPolicies: AttachedPolicies;
}

/** Every organizational unit, sorted by path. */
export function planUnits({ organization }: Declaration): PlannedUnit[] {
  const declared = new Map(Object.entries(organization.value.organizationalUnits));
  const paths = new Set([...declared.keys()].flatMap(lineage));
  return [...paths].sort().map((path): PlannedUnit => {
    const unit = declared.get(path);
    const nearest = unit === undefined ? [...declared.keys()].sort().find((key) => key.startsWith(`${path}/`)) : path;
    return {
      origin: { id: `unit/${path}`, ...organization.source.position(["organizationalUnits", nearest ?? path]) },
      path,
      perimeter: unitPerimeter(organization.value, path),
      because: unit?.because,
      existing: unit?.existing,
      attachedPolicies: sortedPolicies(unit?.attachedPolicies),
    };
  });
}

/** Policies of a node in a fixed order. */
export function sortedPolicies(policies: AttachedPolicies | undefined): AttachedPolicies {
  return { serviceControl: [...(policies?.serviceControl ?? [])].sort(), resourceControl: [...(policies?.resourceControl ?? [])].sort() };
}
