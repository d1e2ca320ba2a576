import { compilePattern, type Pattern } from "./pattern.ts";
import { matches } from "./pattern-match.ts";
import { RequestContext } from "./request-context.ts";

/** The Action or NotAction element of a statement, read once; without regard to case. */
export interface ActionMatcher {
  readonly isNegated: boolean;
  readonly isAny: boolean;
  readonly exact: ReadonlySet<string>;
  readonly varying: readonly Pattern[];
}

/** Actions hold no variables, so nothing of a request decides about them. */
const NO_CONTEXT = new RequestContext({});

/**
 * Reads an Action element, or a NotAction element with `isNegated`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileActions(values: readonly string[], isNegated: boolean): ActionMatcher {
  const patterns = values.map((value) => compilePattern(value.toLowerCase(), "glob", false));
  return {
    isNegated,
    isAny: values.includes("*"),
    exact: new Set(patterns.flatMap(({ exact }) => (exact === undefined ? [] : [exact]))),
    varying: patterns.filter(({ exact }) => exact === undefined),
  };
}

/** Whether a statement speaks of the action, given in lower case with its service. */
export function reachesAction(matcher: ActionMatcher, action: string): boolean {
  return (matcher.isAny || matcher.exact.has(action) || anyMatches(matcher.varying, action)) !== matcher.isNegated;
}

function anyMatches(patterns: readonly Pattern[], action: string): boolean {
  for (const pattern of patterns) if (matches(pattern, action, NO_CONTEXT)) return true;
  return false;
}
