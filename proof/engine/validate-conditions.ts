import { nearest } from "../../iam/nearest.ts";
import { type Path, type Problem, problem } from "../json-problem.ts";
import { CONDITION_OPERATORS, type OperatorUse, parseOperator, type ValueKind } from "./condition-operator.ts";
import { parseInstant } from "./instant.ts";
import { asList, type StatementDocument } from "./policy-document.ts";
import { parseRange } from "./value-test.ts";

/**
 * What AWS does not take in the Condition element of a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionProblems(statement: StatementDocument, path: Path): Problem[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([spelling, keys]) => {
    const here = [...path, "Condition", spelling];
    const use = parseOperator(spelling);
    if (use === undefined) return [unknownOperator(spelling, here)];
    const names = Object.keys(keys);
    return [
      ...names.flatMap((key, index) => repeatedKey(key, names.slice(0, index), here)),
      ...Object.entries(keys).flatMap(([key, values]) => keyProblems(use, key, values, [...here, key])),
    ];
  });
}

function repeatedKey(key: string, earlier: readonly string[], path: Path): Problem[] {
  const twin = earlier.find((other) => other.toLowerCase() === key.toLowerCase());
  if (twin === undefined) return [];
  return [problem([...path, key], `is the same key as ${JSON.stringify(twin)}, since case does not count`, key, "keep one of them")];
}

function unknownOperator(spelling: string, path: Path): Problem {
  const suggestion = nearest(spelling.replace(/^For(?:AllValues|AnyValue):/i, ""), [
    "Null",
    ...CONDITION_OPERATORS.map(({ name }) => name),
  ]);
  return problem(
    path,
    "no such condition operator",
    spelling,
    suggestion === undefined ? "use one that AWS knows" : `did you mean ${JSON.stringify(suggestion)}?`,
  );
}

function keyProblems(use: OperatorUse, key: string, values: unknown, path: Path): Problem[] {
  const kind = use.isNull ? "boolean" : use.operator.valueKind;
  const malformed = asList(values)
    .map(String)
    .filter((value) => !isOfKind(value, kind, use.isNull));
  return [
    ...(key.includes(":") ? [] : [problem(path, "no condition key", key, 'write it with its prefix, as in "aws:SourceVpc"')]),
    ...malformed.map((value) =>
      problem(path, `is not ${kind === "address" ? "an" : "a"} ${kind} that the operator can compare`, value, "correct it"),
    ),
  ];
}

function isOfKind(value: string, kind: ValueKind, isNull: boolean): boolean {
  switch (kind) {
    case "number":
      return value.trim() !== "" && !Number.isNaN(Number(value));
    case "date":
      return !Number.isNaN(parseInstant(value));
    case "boolean":
      return /^(?:true|false)$/i.test(value) || (!isNull && value.startsWith("${"));
    case "address":
      return parseRange(value) !== undefined;
    case "binary":
      return /^[A-Za-z0-9+/]*={0,2}$/.test(value);
    case "string":
    case "arn":
      return true;
  }
}
