import { reachesAction } from "./action-matcher.ts";
import { exemption } from "./binding.ts";
import { type Condition, holdsWithin, isNothing } from "./condition.ts";
import type { Layer, Layers } from "./layers.ts";
import { hasWildcard } from "./pattern.ts";
import { hasCapitals, isArnWithCapitals } from "./pattern-readings.ts";
import { isPinnedToRole, namesCaller, reachesResourceOf, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { GRANT, isOutsideAccounts, type PrincipalMatcher } from "./principal-matcher.ts";
import type { ReadingId } from "./readings.ts";
import type { RequestContext } from "./request-context.ts";
import type { RequestedResource, ResourceMatcher } from "./resource-matcher.ts";
import type { Variable } from "./template.ts";

const NOTHING_CONTESTED: ReadonlySet<ReadingId> = new Set();
const NO_QUESTIONS: readonly ReadingId[] = [];

/**
 * The questions of reading that a decision may turn on: those that a statement touches which binds the request, reaches its action and may
 * apply, with what this request brings. No other question changes whether any statement applies.
 */
export function contestedBy(request: PreparedRequest, layers: Pick<Layers, "groups" | "boundary">): ReadonlySet<ReadingId> {
  const isOdd = isOddRequest(request);
  if (!isOdd && !layers.groups.some(({ policies }) => policies.some(({ contestable }) => contestable.length > 0))) return NOTHING_CONTESTED;
  const hasBoundary = layers.boundary !== undefined;
  const found = new Set<ReadingId>();
  for (const { layer, policies } of layers.groups) {
    if (exemption(layer, request) !== undefined) continue;
    for (const policy of policies) {
      for (const statement of isOdd ? [...policy.denies, ...policy.allows] : policy.contestable) {
        if (!reachesAction(statement.actions, request.action)) continue;
        for (const id of contestedIn(statement, layer, request, hasBoundary)) found.add(id);
      }
    }
  }
  return found;
}

/** Whether a request may touch a question in any statement: by a key with several values, or by an ARN with capitals. */
const isOddRequest = ({ context, resource }: PreparedRequest): boolean => hasCapitalsIn(resource) || isOddContext(context);

/** What was found out of contexts already; that of a prepared request does not change. */
const ODD = new WeakMap<RequestContext, boolean>();

function isOddContext(context: RequestContext): boolean {
  let found = ODD.get(context);
  if (found === undefined) ODD.set(context, (found = hasOddValues(context)));
  return found;
}

function hasOddValues(context: RequestContext): boolean {
  for (const values of context.allValues()) if (areOdd(values)) return true;
  return false;
}

/** Whether values of one key may touch a question in any statement that tests it: several of them, or an ARN with capitals. */
const areOdd = (values: readonly string[]): boolean => values.length > 1 || values.some(isArnWithCapitals);

/** The questions that a statement's principals touch for a request, in whatever layer it stands but an endpoint's policy. */
export const contestedPrincipals = (statement: Statement, request: PreparedRequest): readonly ReadingId[] =>
  statement.principals === undefined || !statement.isContestable
    ? NO_QUESTIONS
    : inPrincipals(statement.principals, statement, "resource", request);

/** The questions that a statement's resources touch for a request. */
export const contestedResources = ({ resources }: Statement, request: PreparedRequest): readonly ReadingId[] =>
  resources === undefined || resources.isAny ? NO_QUESTIONS : inResources(resources, request);

const CAPITALS = new WeakMap<RequestedResource, boolean>();

function hasCapitalsIn(resource: RequestedResource): boolean {
  let found = CAPITALS.get(resource);
  if (found === undefined) CAPITALS.set(resource, (found = isArnWithCapitals(resource.text)));
  return found;
}

/** The questions that a statement touches for a request whose action it reaches, in whatever layer it stands but an endpoint's policy. */
export const contestedOf = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): readonly ReadingId[] =>
  contestedIn(statement, "resource", request, hasBoundary);

/** What a statement touches; nothing where an element that touches nothing itself keeps it from applying. */
function contestedIn(statement: Statement, layer: Layer, request: PreparedRequest, hasBoundary: boolean): readonly ReadingId[] {
  const { principals, resources, conditions } = statement;
  const ofPrincipals = principals === undefined ? NO_QUESTIONS : inPrincipals(principals, statement, layer, request);
  if (ofPrincipals.length === 0 && namesCaller(statement, request, hasBoundary, true) === GRANT.none) return NO_QUESTIONS;
  const ofResources = resources === undefined || resources.isAny ? NO_QUESTIONS : inResources(resources, request);
  if (ofResources.length === 0 && !reachesResourceOf(statement, request, true)) return NO_QUESTIONS;
  const found: ReadingId[] = [...ofPrincipals, ...ofResources];
  for (const condition of conditions) {
    const ofCondition = contestedCondition(condition, request.context);
    if (ofCondition.length === 0 && !holdsWithin(condition, request.context, true)) return NO_QUESTIONS;
    found.push(...ofCondition);
  }
  return found;
}

function inPrincipals(principals: PrincipalMatcher, statement: Statement, layer: Layer, request: PreparedRequest): readonly ReadingId[] {
  const { account, kind } = request.principal;
  const found: ReadingId[] = [];
  if (isOutsideAccounts(principals, request.principal)) found.push("everybody-of-accounts");
  if (principals.isNegated && account !== undefined) found.push("not-principal");
  if (layer === "resource" && isPinnedToRole(statement, request)) found.push("pinned-everybody");
  const isAccount = layer === "endpoint" && account !== undefined && kind !== "root" && principals.accounts.has(account);
  return isAccount ? [...found, "account-in-endpoint-policy"] : found;
}

function inResources(resources: ResourceMatcher, { context, resource }: PreparedRequest): readonly ReadingId[] {
  const found: ReadingId[] = [];
  if (resources.completed.length > 0) found.push("incomplete-arn");
  if (resources.hasCapitals || hasCapitalsIn(resource)) found.push("arn-case");
  return [...found, ...inVariables(resources.variables, context)];
}

/** The questions that a condition touches in a context. */
export function contestedCondition(condition: Condition, context: RequestContext): readonly ReadingId[] {
  const { use, variables, expected, lowerCaseKey } = condition;
  if (use === undefined) return NO_QUESTIONS;
  const values = context.values(lowerCaseKey);
  const isEmpty = values !== undefined && isNothing(values);
  if (use.isNull) return isEmpty ? ["empty-value"] : [];
  const { operator, prefix, ifExists } = use;
  const found: ReadingId[] = [];
  if (prefix === "ForAllValues") {
    if (isEmpty) found.push("empty-value");
    if ((values === undefined || isEmpty) && !ifExists) found.push("for-all-values-missing");
  }
  if (prefix === "ForAnyValue" && values === undefined) {
    if (ifExists) found.push("for-any-value-if-exists");
    else if (operator.isNegated) found.push("for-any-value-negated");
  }
  if (prefix === undefined && values !== undefined && values.length > 1) found.push("several-values");
  if (operator.valueKind === "arn") {
    if (expected.includes("*")) found.push("arn-star");
    if (expected.some(hasCapitals) || values?.some(isArnWithCapitals) === true) found.push("arn-case");
  }
  if (operator.valueKind === "boolean" && variables.length > 0) found.push("variable-in-bool");
  return [...found, ...inVariables(variables, context)];
}

function inVariables(variables: readonly Variable[], context: RequestContext): readonly ReadingId[] {
  return variables.flatMap((variable): readonly ReadingId[] => {
    const value = context.variable({ ...variable, fallback: undefined });
    if (context.single(variable.key) === "") return ["empty-variable", "variable-without-value"];
    if (value === undefined) return ["variable-without-value"];
    return hasWildcard(value) ? ["wildcard-in-variable"] : hasCapitals(value) ? ["arn-case"] : [];
  });
}
