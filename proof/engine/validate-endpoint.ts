import { type Path, type Problem, problem } from "../json-problem.ts";
import { parseOperator } from "./condition-operator.ts";
import { hasWildcard } from "./pattern.ts";
import { asList, type StatementDocument } from "./policy-document.ts";

/** Global keys whose values AWS makes. */
const SYSTEM_GENERATED = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
]);
const BESIDE_WILDCARD = 6;

/**
 * What AWS does not take in the policy of a VPC endpoint beyond what it takes in no policy.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policy-considerations
 */
export function endpointProblems({ Resource, NotResource, Condition }: StatementDocument, path: Path): Problem[] {
  const tested = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: asList<unknown>(values).map(String) })),
  );
  const arns = [...asList(Resource), ...asList(NotResource), ...tested.flatMap(({ values }) => values)].filter(hasPartOfAccount);
  return [
    ...arns.map((arn) => problem(path, "has an ARN with part of an account id", arn, "write the account id or a wildcard")),
    ...tested.flatMap(({ operator, key, values }) => conditionProblems(operator, key, values, [...path, "Condition", operator, key])),
  ];
}

function hasPartOfAccount(text: string): boolean {
  const account = text.startsWith("arn:") ? (text.split(":")[4] ?? "") : "";
  return hasWildcard(account) && /\d/.test(account);
}

function conditionProblems(operator: string, key: string, values: readonly string[], path: Path): Problem[] {
  const use = parseOperator(operator);
  if (use === undefined || use.isNull) return [];
  const isString = use.operator.valueKind === "string";
  if (SYSTEM_GENERATED.has(key.toLowerCase())) {
    if (use.operator.valueKind === "number") return [problem(path, "compares an identifier as a number", operator, "use StringEquals")];
    return values.filter(hasWildcard).map((value) => problem(path, "is a pattern of an identifier", value, "write the identifiers"));
  }
  return isString && /like/i.test(operator)
    ? values
        .filter(isTooShort)
        .map((value) => problem(path, "has a wildcard beside too few characters", value, "write six before or after each"))
    : [];
}

/** Whether any wildcard has fewer than six characters on both sides, up to the next wildcard. */
function isTooShort(value: string): boolean {
  const between = value.split(/[*?]/).map(({ length }) => length);
  return between.slice(1).some((after, index) => Math.max(after, between[index] ?? 0) < BESIDE_WILDCARD);
}
