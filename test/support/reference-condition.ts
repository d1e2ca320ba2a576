import { BlockList, isIP } from "node:net";
import { expand, isArnLike, isEqual, isLike, type Pattern, type ReferenceContext } from "./reference-pattern.ts";

/** The Condition element: by operator and key, one value or several. */
export type ReferenceCondition = Readonly<Record<string, Readonly<Record<string, Scalar | readonly Scalar[]>>>>;
type Scalar = string | number | boolean;

/** Where AWS's pages leave it open: the reading that is taken. */
export interface ConditionReadings {
  /** `ForAnyValue:…IfExists` holds when the key is missing, though ForAnyValue alone does not. */
  readonly doesForAnyValueIfExistsHoldWithoutKey: boolean;
  /** A key whose only value is empty is null: missing for `Null` and without values for `ForAllValues`. */
  readonly isEmptyTextNull: boolean;
  /** `ForAllValues` with a negated operator holds when the key is missing, as the rule says and one example does not. */
  readonly doesNegatedForAllValuesHoldWithoutKey: boolean;
}

type Match = (pattern: Pattern, value: string) => boolean;

const textOf = (pattern: Pattern) => pattern.map(({ text }) => text).join("");
const compare =
  (read: (text: string) => number, holds: (value: number, bound: number) => boolean): Match =>
  (pattern, value) =>
    holds(read(value), read(textOf(pattern)));

const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
/** ISO 8601 or seconds since 1970. */
const instantOf = (text: string) => (/^-?\d{5,}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const equals = (value: number, bound: number) => value === bound;
const isBelow = (value: number, bound: number) => value < bound;
const isAtMost = (value: number, bound: number) => value <= bound;
const isAbove = (value: number, bound: number) => value > bound;
const isAtLeast = (value: number, bound: number) => value >= bound;

function isInRange(range: string, address: string): boolean {
  const [start = "", length = isIP(start) === 4 ? "32" : "128"] = range.split("/");
  const family = (text: string) => (isIP(text) === 4 ? "ipv4" : "ipv6");
  if (isIP(start) === 0 || isIP(address) === 0 || family(start) !== family(address)) return false;
  const list = new BlockList();
  list.addSubnet(start, Number(length), family(start));
  return list.check(address, family(address));
}

const isTruth = (text: string) => text === "true" || text === "false";

/** The operators that are not negated, but for Null, and whether they take variables. */
const OPERATORS: Readonly<Record<string, { readonly match: Match; readonly hasVariables: boolean }>> = {
  StringEquals: { match: isEqual, hasVariables: true },
  StringEqualsIgnoreCase: { match: (pattern, value) => textOf(pattern).toLowerCase() === value.toLowerCase(), hasVariables: true },
  StringLike: { match: isLike, hasVariables: true },
  ArnEquals: { match: isArnLike, hasVariables: true },
  ArnLike: { match: isArnLike, hasVariables: true },
  Bool: {
    match: (pattern, value) => isTruth(value.toLowerCase()) && textOf(pattern).toLowerCase() === value.toLowerCase(),
    hasVariables: true,
  },
  BinaryEquals: {
    match: (pattern, value) => Buffer.from(textOf(pattern), "base64").equals(Buffer.from(value, "base64")),
    hasVariables: false,
  },
  IpAddress: { match: (pattern, value) => isInRange(textOf(pattern), value), hasVariables: false },
  NumericEquals: { match: compare(numberOf, equals), hasVariables: false },
  NumericLessThan: { match: compare(numberOf, isBelow), hasVariables: false },
  NumericLessThanEquals: { match: compare(numberOf, isAtMost), hasVariables: false },
  NumericGreaterThan: { match: compare(numberOf, isAbove), hasVariables: false },
  NumericGreaterThanEquals: { match: compare(numberOf, isAtLeast), hasVariables: false },
  DateEquals: { match: compare(instantOf, equals), hasVariables: false },
  DateLessThan: { match: compare(instantOf, isBelow), hasVariables: false },
  DateLessThanEquals: { match: compare(instantOf, isAtMost), hasVariables: false },
  DateGreaterThan: { match: compare(instantOf, isAbove), hasVariables: false },
  DateGreaterThanEquals: { match: compare(instantOf, isAtLeast), hasVariables: false },
};

/** Negated operators by the one that they negate. */
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NotIpAddress: "IpAddress",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
};

/**
 * Whether a condition holds: every operator and every key in it. Where keys are unknown, whether it may, or with `isGenerous` false whether it
 * does for certain.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function doesConditionHold(
  condition: ReferenceCondition,
  context: ReferenceContext,
  areVariablesOn: boolean,
  readings: ConditionReadings,
  isGenerous: boolean,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      if (context.isUnknown(key.toLowerCase())) return isGenerous;
      const texts = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
      const values = context.values.get(key.toLowerCase()) ?? [];
      // What an unknown variable stands for is one of the request's values, or it is not.
      const outcomes = [true, false].map((doesUnknownMeet) => {
        const expandAll = (hasVariables: boolean) => texts.map((text) => expand(text, context, areVariablesOn && hasVariables));
        return doesTestHold(operator, texts, expandAll, values, readings, doesUnknownMeet);
      });
      return isGenerous ? outcomes.includes(true) : !outcomes.includes(false);
    }),
  );
}

function doesTestHold(
  operator: string,
  wanted: readonly string[],
  expandAll: (hasVariables: boolean) => readonly (Pattern | "unknown" | undefined)[],
  values: readonly string[],
  readings: ConditionReadings,
  doesUnknownMeet: boolean,
): boolean {
  const isNull = values.length === 0 || (readings.isEmptyTextNull && values.every((value) => value === ""));
  if (operator === "Null") return wanted.some((text) => text.toLowerCase() === String(isNull));
  const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const isNegated = name in NEGATIONS;
  const base = OPERATORS[NEGATIONS[name] ?? name];
  if (base === undefined) throw new Error(`${operator} is no condition operator`);

  const meets = (pattern: Pattern | "unknown" | undefined, value: string) =>
    pattern === "unknown" ? doesUnknownMeet : pattern !== undefined && base.match(pattern, value);
  const patterns = expandAll(base.hasVariables);
  const passes = (value: string) => patterns.some((pattern) => meets(pattern, value)) !== isNegated;

  if (values.length === 0 && ifExists !== undefined) return set !== "ForAnyValue" || readings.doesForAnyValueIfExistsHoldWithoutKey;
  if (set === "ForAllValues") {
    if (isNull) return !isNegated || readings.doesNegatedForAllValuesHoldWithoutKey;
    return values.every(passes);
  }
  if (set === "ForAnyValue") return values.some(passes);
  return isNegated ? values.every(passes) : values.some(passes);
}
