import type { NonEmpty } from "./non-empty.ts";

type StringOperator =
  | "StringEquals"
  | "StringNotEquals"
  | "StringEqualsIgnoreCase"
  | "StringNotEqualsIgnoreCase"
  | "StringLike"
  | "StringNotLike";
type NumericOperator =
  | "NumericEquals"
  | "NumericNotEquals"
  | "NumericLessThan"
  | "NumericLessThanEquals"
  | "NumericGreaterThan"
  | "NumericGreaterThanEquals";
type DateOperator = "DateEquals" | "DateNotEquals" | "DateLessThan" | "DateLessThanEquals" | "DateGreaterThan" | "DateGreaterThanEquals";
type ArnOperator = "ArnEquals" | "ArnLike" | "ArnNotEquals" | "ArnNotLike";
type IpOperator = "IpAddress" | "NotIpAddress";
type ComparingOperator = StringOperator | NumericOperator | DateOperator | ArnOperator | IpOperator | "BinaryEquals" | "Bool";
type WithIfExists<O extends string> = O | `${O}IfExists`;

/**
 * Every condition operator of AWS, closed. `IfExists` may follow any but `Null`; the set operators may precede any but `Null`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export type ConditionOperator =
  | WithIfExists<ComparingOperator>
  | `${"ForAllValues" | "ForAnyValue"}:${WithIfExists<ComparingOperator>}`
  | "Null";

type BooleanOperator = WithIfExists<"Bool"> | `${"ForAllValues" | "ForAnyValue"}:${WithIfExists<"Bool">}` | "Null";

/** What an operator compares with: `Bool` and `Null` take one truth value, the others any number of texts of which one must do. */
export type ConditionValues<O extends ConditionOperator> = O extends BooleanOperator ? readonly ["true" | "false"] : NonEmpty<string>;

/** The name of a condition key: a service prefix or an issuer, a colon, a name. */
export type ConditionKeyName = `${string}:${string}`;

/** The Condition element as data: all of its tests must be true. Empty means no condition. */
export type Conditions = {
  readonly [O in ConditionOperator]?: Readonly<Record<ConditionKeyName, ConditionValues<O>>>;
};

/** One condition. What has a function of its own in grant-conditions or guard-conditions is better said with that. */
export function condition<O extends ConditionOperator>(operator: O, key: ConditionKeyName, values: ConditionValues<O>): Conditions {
  return { [operator]: { [key]: values } };
}

/**
 * Joins conditions, all of which must be true. Throws when an operator tests the same key twice (whatever its case): JSON would silently drop all
 * but the last.
 */
export function allOf(...parts: readonly Conditions[]): Conditions {
  const merged = new Map<string, Map<string, readonly string[]>>();
  const seen = new Map<string, readonly string[]>();
  for (const part of parts) {
    for (const { operator, key, values } of conditionsIn(part)) {
      const place = `${operator} on ${key}`.toLowerCase();
      const earlier = seen.get(place);
      if (earlier !== undefined) {
        throw new Error(
          `conditions: ${operator} on ${key} is stated twice, got ${JSON.stringify([earlier, values])}; ` +
            "state it once with all its values, or write two statements",
        );
      }
      seen.set(place, values);
      const keys = merged.get(operator) ?? new Map<string, readonly string[]>();
      merged.set(operator, keys.set(key, values));
    }
  }
  return Object.fromEntries([...merged].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}

/** One operator, key and values of a Condition element. */
export interface SingleCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The single conditions in a Condition element, in its own order. */
export function conditionsIn(conditions: Conditions): readonly SingleCondition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values })));
}
