import type { AwsView } from "./aws-state.ts";
import type { Bond, Resource } from "./resource.ts";

/** The things that are bound to one in a way, by one of its keys. */
export function dependentsWith(view: AwsView, key: string, bond: Bond): readonly Resource[] {
  return view.dependents(key).filter((dependent) => dependent.needs.some((need) => need.key === key && need.bond === bond));
}

/** The keys of a thing and of all that goes with it when it is deleted. */
export function deletedTogether(resource: Resource, view: AwsView): readonly string[] {
  const gone = new Set<string>();
  const visit = (each: Resource): void => {
    if (gone.has(each.key)) return;
    gone.add(each.key);
    for (const key of [each.key, ...each.aliases]) dependentsWith(view, key, "vanishes").forEach(visit);
  };
  visit(resource);
  return [...gone];
}
