import {
  addressTest,
  arnTest,
  binaryTest,
  boolTest,
  dateTest,
  ignoringCaseTest,
  numericTest,
  stringTest,
  type ValueTestCompiler,
} from "./value-test.ts";

/** What the values of an operator have to look like. */
export type ValueKind = "string" | "number" | "date" | "boolean" | "binary" | "address" | "arn";

/** One operator of the policy language, without set prefix and without `IfExists`. */
export interface ConditionOperator {
  readonly name: string;
  readonly valueKind: ValueKind;
  /** Whether it holds when no value of the policy matches, and hence when the key is missing. */
  readonly isNegated: boolean;
  readonly compile: ValueTestCompiler;
}

function operator(name: string, valueKind: ValueKind, compile: ValueTestCompiler, isNegated = false): ConditionOperator {
  return { name, valueKind, compile, isNegated };
}

const EQUAL = (requested: number, expected: number) => requested === expected;
const LESS = (requested: number, expected: number) => requested < expected;
const LESS_OR_EQUAL = (requested: number, expected: number) => requested <= expected;
const GREATER = (requested: number, expected: number) => requested > expected;
const GREATER_OR_EQUAL = (requested: number, expected: number) => requested >= expected;

/**
 * Every operator but `Null`, which asks for a key's presence and not for its values.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const CONDITION_OPERATORS: readonly ConditionOperator[] = [
  operator("StringEquals", "string", stringTest("text")),
  operator("StringNotEquals", "string", stringTest("text"), true),
  operator("StringEqualsIgnoreCase", "string", ignoringCaseTest),
  operator("StringNotEqualsIgnoreCase", "string", ignoringCaseTest, true),
  operator("StringLike", "string", stringTest("glob")),
  operator("StringNotLike", "string", stringTest("glob"), true),
  operator("NumericEquals", "number", numericTest(EQUAL)),
  operator("NumericNotEquals", "number", numericTest(EQUAL), true),
  operator("NumericLessThan", "number", numericTest(LESS)),
  operator("NumericLessThanEquals", "number", numericTest(LESS_OR_EQUAL)),
  operator("NumericGreaterThan", "number", numericTest(GREATER)),
  operator("NumericGreaterThanEquals", "number", numericTest(GREATER_OR_EQUAL)),
  operator("DateEquals", "date", dateTest(EQUAL)),
  operator("DateNotEquals", "date", dateTest(EQUAL), true),
  operator("DateLessThan", "date", dateTest(LESS)),
  operator("DateLessThanEquals", "date", dateTest(LESS_OR_EQUAL)),
  operator("DateGreaterThan", "date", dateTest(GREATER)),
  operator("DateGreaterThanEquals", "date", dateTest(GREATER_OR_EQUAL)),
  operator("Bool", "boolean", boolTest),
  operator("BinaryEquals", "binary", binaryTest),
  operator("IpAddress", "address", addressTest),
  operator("NotIpAddress", "address", addressTest, true),
  operator("ArnEquals", "arn", arnTest),
  operator("ArnLike", "arn", arnTest),
  operator("ArnNotEquals", "arn", arnTest, true),
  operator("ArnNotLike", "arn", arnTest, true),
];

const BY_NAME = new Map(CONDITION_OPERATORS.map((known) => [known.name.toLowerCase(), known]));

/** How an operator treats a key with several values. */
export type SetPrefix = "ForAllValues" | "ForAnyValue";

/** An operator as a condition writes it. */
export type OperatorUse =
  | { readonly isNull: true }
  | { readonly isNull: false; readonly operator: ConditionOperator; readonly prefix: SetPrefix | undefined; readonly ifExists: boolean };

const SPELLING = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/i;

/** Reads an operator with its prefix and suffix, in any case as AWS does; undefined when there is no such operator. */
export function parseOperator(text: string): OperatorUse | undefined {
  if (text.toLowerCase() === "null") return { isNull: true };
  const [, prefix, name = "", suffix] = SPELLING.exec(text) ?? [];
  const known = BY_NAME.get(name.toLowerCase());
  if (known === undefined) return undefined;
  return { isNull: false, operator: known, prefix: asPrefix(prefix), ifExists: suffix !== undefined };
}

function asPrefix(text: string | undefined): SetPrefix | undefined {
  if (text === undefined) return undefined;
  return text.toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue";
}
