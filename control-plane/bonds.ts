import type { AwsView } from "./aws-state.ts";
import type { Bond, Resource } from "./resource.ts";

/** The things that are bound to one in a way, by one of its keys. */
export function bound(view: AwsView, key: string, bond: Bond): readonly Resource[] {
  return view.dependents(key).filter((dependent) => dependent.needs.some((need) => need.key === key && need.bond === bond));
}

/** The keys of a thing and of all that goes with it when it is deleted. */
export function withVanishing(thing: Resource, view: AwsView): readonly string[] {
  const gone = new Set<string>();
  const visit = (each: Resource): void => {
    if (gone.has(each.key)) return;
    gone.add(each.key);
    for (const key of [each.key, ...each.aliases]) bound(view, key, "vanishes").forEach(visit);
  };
  visit(thing);
  return [...gone];
}
