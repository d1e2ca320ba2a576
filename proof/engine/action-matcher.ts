import { compilePattern, type Pattern } from "./pattern.ts";
import { matches } from "./pattern-match.ts";
import { RequestContext } from "./request-context.ts";

/** The Action or NotAction element of a statement, read once; without regard to case. */
export interface ActionMatcher {
  readonly isNegated: boolean;
  readonly isAny: boolean;
  readonly exact: ReadonlySet<string>;
  /** The beginnings of those that end in their only wildcard, as most do. */
  readonly prefixes: readonly string[];
  /** All others with wildcards. */
  readonly varying: readonly Pattern[];
}

const PREFIX = /^[^*?]+\*$/;
/** Actions hold no variables, so nothing of a request decides about them. */
const NO_CONTEXT = new RequestContext({});

/**
 * Reads an Action element, or a NotAction element with `isNegated`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileActions(values: readonly string[], isNegated: boolean): ActionMatcher {
  const names = values.map((value) => value.toLowerCase());
  const patterns = names.filter((name) => !PREFIX.test(name)).map((name) => compilePattern(name, "glob", false));
  return {
    isNegated,
    isAny: names.includes("*"),
    exact: new Set(patterns.flatMap(({ exact }) => (exact === undefined ? [] : [exact]))),
    prefixes: names.filter((name) => PREFIX.test(name)).map((name) => name.slice(0, -1)),
    varying: patterns.filter(({ exact }) => exact === undefined),
  };
}

/** Whether a statement speaks of the action, given in lower case with its service. */
export function reachesAction(matcher: ActionMatcher, action: string): boolean {
  return (matcher.isAny || matcher.exact.has(action) || meetsWildcard(matcher, action)) !== matcher.isNegated;
}

function meetsWildcard({ prefixes, varying }: ActionMatcher, action: string): boolean {
  for (const prefix of prefixes) if (action.startsWith(prefix)) return true;
  for (const pattern of varying) if (matches(pattern, action, NO_CONTEXT)) return true;
  return false;
}
