const COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

/**
 * AWS's condition operators without qualifier and `IfExists`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: readonly string[] = [
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map((end) => `String${end}`),
  ...COMPARISONS.map((end) => `Numeric${end}`),
  ...COMPARISONS.map((end) => `Date${end}`),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((end) => `Arn${end}`),
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "Null",
];

/** The parts of a condition operator as a statement writes it. */
export interface Operator {
  /** `ForAllValues` or `ForAnyValue`. */
  readonly qualifier: string | undefined;
  readonly base: string;
  readonly isIfExists: boolean;
  /** Whether values that are not listed, and requests without the key, meet the condition. */
  readonly isNegated: boolean;
}

/** The operator with this name, or undefined if AWS has no such operator. */
export function operatorOf(name: string): Operator | undefined {
  const { qualifier, base, isIfExists } = takeApart(name);
  if (qualifier !== undefined && qualifier !== "ForAllValues" && qualifier !== "ForAnyValue") return undefined;
  if (!OPERATORS.includes(base) || (base === "Null" && (isIfExists || qualifier !== undefined))) return undefined;
  return { qualifier, base, isIfExists, isNegated: base.includes("Not") };
}

/** The parts of a name, also of one that is no operator. */
export function takeApart(name: string): Omit<Operator, "isNegated"> {
  const colon = name.indexOf(":");
  const full = name.slice(colon + 1);
  const isIfExists = full.endsWith("IfExists");
  return {
    qualifier: colon < 0 ? undefined : name.slice(0, colon),
    base: isIfExists ? full.slice(0, -"IfExists".length) : full,
    isIfExists,
  };
}
