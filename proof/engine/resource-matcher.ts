import { compilePattern, type Pattern } from "./pattern.ts";
import { covers, matches } from "./pattern-match.ts";
import { overlaps } from "./pattern-overlap.ts";
import { hasCapitals } from "./pattern-readings.ts";
import { DEFAULT_READINGS } from "./readings.ts";
import { areResolved, type RequestContext } from "./request-context.ts";
import { parseTemplate, type Variable, variablesIn } from "./template.ts";

/**
 * The resource of a request: one resource; with `isPattern` all that a text with wildcards stands for; with `unknown` a single one of them,
 * which would be known by what `unknown` says.
 */
export interface RequestedResource {
  readonly text: string;
  readonly isPattern: boolean;
  readonly unknown: string | undefined;
}

/** The Resource or NotResource element of a statement, read once. */
export interface ResourceMatcher {
  readonly isNegated: boolean;
  readonly isAny: boolean;
  readonly exact: ReadonlySet<string>;
  /** Those that hold wildcards or variables. */
  readonly varying: readonly Pattern[];
  readonly all: readonly Pattern[];
  /** Those of ARNs with too few fields: as they are written, and completed. */
  readonly asWritten: readonly Pattern[];
  readonly completed: readonly Pattern[];
  /** Whether any has capitals in the fields before its resource. */
  readonly hasCapitals: boolean;
  /** The variables in it. */
  readonly variables: readonly Variable[];
}

const ARN_FIELDS = 6;

/** Reads a Resource element, or a NotResource element with `isNegated`. */
export function compileResources(values: readonly string[], isNegated: boolean, hasVariables: boolean): ResourceMatcher {
  const placed = values.filter((value) => !hasMisplacedVariable(value, hasVariables));
  const read = (texts: readonly string[]) => texts.map((text) => compilePattern(text, "resource", hasVariables));
  const asWritten = read(placed.filter(isIncomplete));
  const completed = read(placed.filter(isIncomplete).map(complete));
  const all = [...read(placed.filter((value) => !isIncomplete(value))), ...asWritten, ...completed];
  return {
    isNegated,
    isAny: values.includes("*"),
    exact: new Set(all.flatMap(({ exact }) => (exact === undefined ? [] : [exact]))),
    varying: all.filter(({ exact }) => exact === undefined),
    all,
    asWritten,
    completed,
    hasCapitals: values.some(hasCapitals),
    variables: variablesIn(values, hasVariables),
  };
}

/**
 * An ARN with fewer than six fields is completed with wildcards; it also counts as it stands, since a `*` in it may stand for several fields.
 * AWS documents both and not which comes first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
function isIncomplete(value: string): boolean {
  return value.startsWith("arn:") && value.split(":").length < ARN_FIELDS;
}

const complete = (value: string): string => value + ":*".repeat(ARN_FIELDS - value.split(":").length);

/**
 * A variable may stand only in the resource part of an ARN; elsewhere the element matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement
 */
function hasMisplacedVariable(value: string, hasVariables: boolean): boolean {
  let colons = 0;
  for (const part of parseTemplate(value, hasVariables)) {
    if (part.kind === "variable" && colons < ARN_FIELDS - 1) return true;
    if (part.kind === "text") colons += part.text.split(":").length - 1;
  }
  return false;
}

/**
 * Whether a statement reaches the resource. Where the request asks for many at once, an Allow has to reach all of them and a Deny only one:
 * an Allow that needs two patterns together to reach all of them is not seen as doing so.
 */
export function reachesResource(matcher: ResourceMatcher, resource: RequestedResource, isDeny: boolean, context: RequestContext): boolean {
  if (matcher.isAny) return !matcher.isNegated;
  if (context.readings !== DEFAULT_READINGS) return reachesAsRead(matcher, resource, isDeny, context);
  if (!resource.isPattern) return holds(matcher, resource.text, context) !== matcher.isNegated;
  return namesPattern(matcher, resource, isDeny, context) !== matcher.isNegated;
}

/**
 * Whether a statement certainly reaches the resource, or with `isPossible` whether it may, where variables or the resource are unknown. An
 * unknown variable is taken to name nothing, and may name this; an unknown resource is named certainly where all that it may be are named.
 */
export function mayReachResource(
  matcher: ResourceMatcher,
  resource: RequestedResource,
  isDeny: boolean,
  context: RequestContext,
  isPossible: boolean,
): boolean {
  const isReached = reachesResource(matcher, resource, resource.unknown === undefined ? isDeny : isPossible, context);
  if (matcher.isAny || matcher.variables.every(({ key }) => context.unknown(key) === undefined)) return isReached;
  if (context.readings["variable-without-value"] === "statement") return isPossible;
  return matcher.isNegated ? isReached && isPossible : isReached || isPossible;
}

/** The same under other readings than the default. */
function reachesAsRead(matcher: ResourceMatcher, resource: RequestedResource, isDeny: boolean, context: RequestContext): boolean {
  if (context.readings["variable-without-value"] === "statement" && !areResolved(matcher.variables, context)) return false;
  const all = patternsAsRead(matcher, context);
  const isNamed = resource.isPattern
    ? namesPattern({ ...matcher, all }, resource, isDeny, context)
    : all.some((pattern) => matches(pattern, resource.text, context));
  return isNamed !== matcher.isNegated;
}

function patternsAsRead({ all, asWritten, completed }: ResourceMatcher, { readings }: RequestContext): readonly Pattern[] {
  switch (readings["incomplete-arn"]) {
    case "both":
      return all;
    case "completed":
      return all.filter((pattern) => !asWritten.includes(pattern));
    case "as-written":
      return all.filter((pattern) => !completed.includes(pattern));
  }
}

function namesPattern(
  matcher: ResourceMatcher,
  { text, unknown }: RequestedResource,
  isAnyEnough: boolean,
  context: RequestContext,
): boolean {
  if (isAnyEnough === matcher.isNegated) return matcher.all.some((pattern) => covers(pattern, text, context));
  // What stands for a single resource is its id, which holds no colon.
  return matcher.all.some((pattern) => overlaps(pattern, text, context, unknown !== undefined));
}

function holds(matcher: ResourceMatcher, text: string, context: RequestContext): boolean {
  if (matcher.exact.has(text)) return true;
  for (const pattern of matcher.varying) if (matches(pattern, text, context)) return true;
  return false;
}
