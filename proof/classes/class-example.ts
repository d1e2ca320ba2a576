import { ClassAtPlace, type DecidedClass } from "./decided-class.ts";
import { once } from "./once.ts";
import { type Pair, type PairSurroundings, pairOf } from "./pair.ts";
import type { ResourceClass } from "./resources.ts";
import { spotsIn } from "./spots.ts";
import { variationAt } from "./varying.ts";

/** What one class of requests for a resource is about, as plain data. */
export type ClassExample = Pick<DecidedClass, "principal" | "origin" | "actions" | "at" | "carried" | "outcome" | "alternatives">;

/** The data of a class. */
export const exampleData = ({ principal, origin, actions, at, carried, outcome, alternatives }: ClassExample): ClassExample => ({
  principal,
  origin,
  actions,
  at,
  carried,
  outcome,
  alternatives,
});

/** The class of such data, which is decided again where more than its outcome is asked. */
export function classAgain(surroundings: PairSurroundings, resource: ResourceClass, example: ClassExample): DecidedClass {
  const { principal, origin, actions, at, carried, outcome, alternatives } = example;
  const [action = ""] = actions;
  const [spot] = spotsIn(surroundings.world)(action, resource.arn)([origin]).all;
  const pair = once((): Pair => {
    const made = pairOf(surroundings, { principal, resource }, action);
    if (made === undefined) throw new Error(`class: cannot be made again, got ${principal.principal} at ${resource.arn}`);
    return made;
  });
  if (spot === undefined) throw new Error(`class: comes from nowhere, got ${JSON.stringify(origin)}`);
  const subject = { principal, resource, pair, assumptions: () => pair().approach.assumptions, surroundings };
  return new ClassAtPlace(subject, spot, { variation: variationAt(at, carried, surroundings.now), outcome, alternatives }, actions);
}
