import { contestedPrincipals, contestedResources } from "../../engine/contested.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../../engine/policy.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import { GRANT } from "../../engine/principal-matcher.ts";

/** Every statement of some policies. */
export const statementsOf = (policies: readonly Policy[]): readonly Statement[] =>
  policies.flatMap(({ denies, allows }) => [...denies, ...allows]);

/**
 * Whether a statement may apply to some request of a principal for a resource, under some reading.
 * @param bare one of the requests, without what varies
 */
export function maySpeak(statement: Statement, bare: PreparedRequest): boolean {
  if (statement.asksForMore || (statement.resources?.variables.length ?? 0) > 0) return true;
  const isNamed = namesCaller(statement, bare, false, true) !== GRANT.none || contestedPrincipals(statement, bare).length > 0;
  return isNamed && (reachesResourceOf(statement, bare, true) || contestedResources(statement, bare).length > 0);
}
