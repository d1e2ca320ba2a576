import { LAYERS } from "../model/names.ts";
import { layerOf } from "./layer-limits.ts";
import type { Step } from "./walk.ts";

/**
 * The stacks on a backend that the plan does not have any more, in an order in which they could have been deployed: each after all those of
 * the layers before its own. Stacks with other names are nobody's of this project.
 */
export function formerStacks(existing: Iterable<string>, planned: readonly Step[]): Step[] {
  const names = new Set(planned.map(({ name }) => name));
  const former = [...existing].filter((name) => !names.has(name) && name.includes(".")).sort();
  const ofLayer = (layer: string) => former.filter((name) => layerOf(name) === layer);
  return LAYERS.flatMap((layer, index) => {
    const before = LAYERS.slice(0, index).flatMap(ofLayer);
    return ofLayer(layer).map((name) => ({ name, dependsOn: before }));
  });
}
