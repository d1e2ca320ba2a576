import { type Finding, undecided, violation } from "./finding.ts";
import type { SeenResource } from "./rule.ts";
import { UNKNOWN, UNKNOWN_TEXT } from "./unknown-values.ts";

/**
 * A finding about one property: undecided where a preview does not show it, a violation where it is wrong.
 * @param wrong what is wrong and what to do, on both sides of the value that is found
 */
export function judgeProperty(
  resource: SeenResource,
  property: string,
  isRight: (value: unknown) => boolean,
  [what, remedy]: readonly [what: string, remedy: string],
): readonly Finding[] {
  const value = resource.properties[property];
  if (value === UNKNOWN) return [undecided(resource, property)];
  return isRight(value) ? [] : [violation(resource, `${property}: ${what}, got ${shown(value)}; ${remedy}`)];
}

/** A value for messages. */
export const shown = (value: unknown): string =>
  value === undefined ? "nothing" : JSON.stringify(value, (_, inner: unknown) => (inner === UNKNOWN ? UNKNOWN_TEXT : inner));
