import { type OperatorUse, parseOperator } from "./condition-operator.ts";
import type { ConditionBlock, ConditionValues } from "./policy-document.ts";
import { areResolved, type RequestContext } from "./request-context.ts";
import { type Variable, variablesIn } from "./template.ts";
import type { ValueTest } from "./value-test.ts";

/** One line of a condition block: an operator, a key and the values it is held against. */
export interface Condition {
  /** The operator as the policy spells it. */
  readonly operator: string;
  /** The key as the policy spells it. */
  readonly key: string;
  readonly expected: readonly string[];
  readonly lowerCaseKey: string;
  /** Whether it holds when no value of the policy matches. */
  readonly isNegated: boolean;
  /** What its operator is, undefined where there is no such operator. */
  readonly use: OperatorUse | undefined;
  /** The variables in its values. */
  readonly variables: readonly Variable[];
  /** Whether it holds where every key that it asks for is known. An unknown variable is taken to match nothing. */
  readonly holds: (context: RequestContext) => boolean;
}

/**
 * Whether a condition certainly holds, or with `isPossible` whether it may, where keys are unknown. What an unknown variable stands for can
 * only make further values of the request match, which turns a plain condition on and a negated one off.
 */
export function holdsWithin(condition: Condition, context: RequestContext, isPossible: boolean): boolean {
  if (context.unknown(condition.lowerCaseKey) !== undefined) return isPossible;
  const holds = condition.holds(context);
  if (condition.variables.every(({ key }) => context.unknown(key) === undefined)) return holds;
  // Where a missing variable keeps the whole statement from applying, an unknown one may.
  if (context.readings["variable-without-value"] === "statement") return isPossible;
  if (!comparesValues(condition, context)) return holds;
  return condition.isNegated ? holds && isPossible : holds || isPossible;
}

/** Whether a condition compares anything, so that its variables matter: it does not where the request has no value of its key. */
function comparesValues({ lowerCaseKey, operator }: Condition, context: RequestContext): boolean {
  const values = context.values(lowerCaseKey);
  return values !== undefined && !(/^ForAllValues:/i.test(operator) && isNothing(values));
}

/**
 * Makes the lines of a condition block ready to be tested; all of them must hold. Takes a block that has been validated: an operator that
 * does not exist holds never, so that nothing is allowed by it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function compileConditions(block: ConditionBlock | undefined, hasVariables: boolean): readonly Condition[] {
  return Object.entries(block ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, key, asStrings(values), hasVariables)),
  );
}

/** The key that holds the caller's unique id. */
export const ID_KEY = "aws:userid";

/** The key that holds all names of a service that calls. */
export const SERVICE_NAMES_KEY = "aws:principalservicenameslist";

function asStrings(values: ConditionValues): readonly string[] {
  return (Array.isArray(values) ? values : [values]).map(String);
}

function compileCondition(spelling: string, key: string, expected: readonly string[], hasVariables: boolean): Condition {
  const lowerCaseKey = key.toLowerCase();
  const use = parseOperator(spelling);
  const variables = variablesIn(expected, hasVariables);
  const holds = use === undefined ? () => false : compileUse(use, lowerCaseKey, expected, hasVariables);
  return {
    operator: spelling,
    key,
    expected,
    lowerCaseKey,
    isNegated: use?.isNull === false && use.operator.isNegated,
    use,
    variables,
    holds: variables.length === 0 || use === undefined || use.isNull || use.ifExists ? holds : whereResolved(variables, holds),
  };
}

/** The same condition, which fails where a variable has no value if that keeps the whole statement from applying. */
function whereResolved(variables: readonly Variable[], holds: Condition["holds"]): Condition["holds"] {
  return (context) => (context.readings["variable-without-value"] !== "statement" || areResolved(variables, context)) && holds(context);
}

function compileUse(use: OperatorUse, key: string, expected: readonly string[], hasVariables: boolean): Condition["holds"] {
  if (use.isNull) return compileNull(key, expected);
  const { isNegated } = use.operator;
  const test = use.operator.compile(expected, hasVariables);
  switch (use.prefix) {
    case undefined:
      return compileSingle(key, test, isNegated, isNegated || use.ifExists);
    case "ForAllValues":
      return compileForAll(key, test, isNegated, use.ifExists);
    case "ForAnyValue":
      return compileForAny(key, test, isNegated, use.ifExists);
  }
}

/**
 * Without a set prefix one matching value suffices, and for a negated operator none may match. AWS asks for a prefix on multivalued keys and
 * does not say what happens without one; this is the reading in which the values of the request are one set.
 */
function compileSingle(key: string, test: ValueTest, isNegated: boolean, whenMissing: boolean): Condition["holds"] {
  return (context) => {
    const values = context.values(key);
    if (values === undefined) return whenMissing;
    if (values.length > 1 && context.readings["several-values"] !== "any")
      return context.readings["several-values"] === "missing" ? whenMissing : values.every((value) => test(value, context)) !== isNegated;
    for (const value of values) if (test(value, context)) return !isNegated;
    return isNegated;
  };
}

/**
 * True for a missing key and for one that holds nothing but empty strings, negated or not. (One table of AWS's page says otherwise for
 * `ForAllValues:StringNotLike`; two statements of the rule outweigh it.)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function compileForAll(key: string, test: ValueTest, isNegated: boolean, ifExists: boolean): Condition["holds"] {
  return (context) => {
    const values = context.values(key);
    if (values === undefined || isEmpty(values, context)) {
      const reading = context.readings["for-all-values-missing"];
      return ifExists || reading === "holds" || (reading === "negated-fails" && !isNegated);
    }
    for (const value of values) if (test(value, context) === isNegated) return false;
    return true;
  };
}

function compileForAny(key: string, test: ValueTest, isNegated: boolean, ifExists: boolean): Condition["holds"] {
  return (context) => {
    const values = context.values(key);
    if (values === undefined)
      return ifExists
        ? context.readings["for-any-value-if-exists"] === "holds"
        : isNegated && context.readings["for-any-value-negated"] === "holds";
    for (const value of values) if (test(value, context) !== isNegated) return true;
    return false;
  };
}

/** Null asks whether the key is absent; a key that holds nothing but empty strings counts as absent, as with ForAllValues. */
function compileNull(key: string, expected: readonly string[]): Condition["holds"] {
  const acceptsAbsent = expected.some((value) => value.toLowerCase() === "true");
  const acceptsPresent = expected.some((value) => value.toLowerCase() === "false");
  return (context) => {
    const values = context.values(key);
    return values === undefined || isEmpty(values, context) ? acceptsAbsent : acceptsPresent;
  };
}

function isEmpty(values: readonly string[], { readings }: RequestContext): boolean {
  return isNothing(values) && readings["empty-value"] === "absent";
}

/** Whether a key holds nothing but empty strings. */
export function isNothing(values: readonly string[]): boolean {
  for (const value of values) if (value !== "") return false;
  return true;
}
