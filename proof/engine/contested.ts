import { reachesAction } from "./action-matcher.ts";
import { exemption } from "./binding.ts";
import { type Condition, isNothing } from "./condition.ts";
import type { Layer, Layers } from "./layers.ts";
import { hasWildcard } from "./pattern.ts";
import { hasCapitals, isArnWithCapitals } from "./pattern-readings.ts";
import { isPinnedToRole, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { isOutsideAccounts, type PrincipalMatcher } from "./principal-matcher.ts";
import type { ReadingId } from "./readings.ts";
import type { RequestContext } from "./request-context.ts";
import type { ResourceMatcher } from "./resource-matcher.ts";
import type { Variable } from "./template.ts";

const NOTHING_CONTESTED: ReadonlySet<ReadingId> = new Set();

/**
 * The questions of reading that a decision may turn on: those that a statement touches which binds the request and reaches its action, with
 * what this request brings. No other question changes whether any of these statements applies.
 */
export function contestedBy(request: PreparedRequest, layers: Layers): ReadonlySet<ReadingId> {
  const isOdd = isOddRequest(request);
  if (!isOdd && !layers.groups.some(({ policies }) => policies.some(({ contestable }) => contestable.length > 0))) return NOTHING_CONTESTED;
  const found = new Set<ReadingId>();
  for (const { layer, policies } of layers.groups) {
    if (exemption(layer, request) !== undefined) continue;
    for (const policy of policies) {
      for (const statement of isOdd ? [...policy.denies, ...policy.allows] : policy.contestable) {
        if (!reachesAction(statement.actions, request.action)) continue;
        for (const id of contestedIn(statement, layer, request)) found.add(id);
      }
    }
  }
  return found;
}

/** What was found out of requests already; a prepared request does not change. */
const ODD = new WeakMap<PreparedRequest, boolean>();

/** Whether a request may touch a question in any statement: by a key with several values, or by an ARN with capitals. */
function isOddRequest(request: PreparedRequest): boolean {
  const known = ODD.get(request);
  if (known !== undefined) return known;
  const isOdd = bringsQuestion(request);
  ODD.set(request, isOdd);
  return isOdd;
}

function bringsQuestion({ context, resource }: PreparedRequest): boolean {
  if (isArnWithCapitals(resource.text)) return true;
  for (const values of context.allValues()) {
    const [first] = values;
    if (values.length > 1 || (first !== undefined && isArnWithCapitals(first))) return true;
  }
  return false;
}

function contestedIn(statement: Statement, layer: Layer, request: PreparedRequest): readonly ReadingId[] {
  const { principals, resources, conditions } = statement;
  return [
    ...(principals === undefined ? [] : inPrincipals(principals, statement, layer, request)),
    ...(resources === undefined || resources.isAny ? [] : inResources(resources, request)),
    ...conditions.flatMap((condition) => inCondition(condition, request.context)),
  ];
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
  if (resources.hasCapitals || isArnWithCapitals(resource.text)) found.push("arn-case");
  return [...found, ...inVariables(resources.variables, context)];
}

function inCondition(condition: Condition, context: RequestContext): readonly ReadingId[] {
  const { use, variables, expected, lowerCaseKey } = condition;
  if (use === undefined) return [];
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
