import type { Declaration } from "../reading/declaration.ts";
import type { AttachedPolicies } from "../schema/account.ts";
import { lineage, unitPerimeter } from "../settings.ts";
import type { PlannedUnit } from "./planned-unit.ts";

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
