import type { AwsView } from "./aws-state.ts";
import type { Bond, Resource } from "./resource.ts";

/** The resources that need the one with this key, by what happens to them when it is deleted. */
export function dependentsWith(view: AwsView, key: string, bond: Bond): readonly Resource[] {
  return view.dependents(key).filter((dependent) => dependent.needs.some((need) => need.key === key && need.bond === bond));
}

/** The keys of a resource and of all resources that are deleted together with it. */
export function deletedTogether(resource: Resource, view: AwsView): readonly string[] {
  const deleted = new Set<string>();
  const visit = (each: Resource): void => {
    if (deleted.has(each.key)) return;
    deleted.add(each.key);
    for (const key of [each.key, ...each.aliases]) dependentsWith(view, key, "vanishes").forEach(visit);
  };
  visit(resource);
  return [...deleted];
}
