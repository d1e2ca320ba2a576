import { nearest } from "../../iam/nearest.ts";
import { type Path, type Problem, problem, problemsOf } from "../json-problem.ts";
import { CONDITION_OPERATORS, type OperatorUse, parseOperator, type ValueKind } from "./condition-operator.ts";
import { parseInstant } from "./instant.ts";
import { hasWildcard } from "./pattern.ts";
import { asList, type PolicyDocument, type StatementDocument } from "./policy-document.ts";
import { POLICY_ELEMENTS, policySchema } from "./policy-schema.ts";
import { parseRange } from "./value-test.ts";

/** The kinds of policy whose grammars differ. */
export type PolicyKind =
  | "identity policy"
  | "permissions boundary"
  | "session policy"
  | "resource policy"
  | "trust policy"
  | "key policy"
  | "endpoint policy"
  | "service control policy"
  | "resource control policy";

/** A policy that holds no problem, or the problems it holds. */
export type Validated<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

const NAMES_PRINCIPALS: ReadonlySet<PolicyKind> = new Set([
  "resource policy",
  "trust policy",
  "key policy",
  "endpoint policy",
  "resource control policy",
]);

/**
 * Reads a policy and says everything that AWS would not take in a policy of its kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function validatePolicy(document: unknown, kind: PolicyKind): Validated<PolicyDocument> {
  const normalized = withStatementList(document);
  const parsed = policySchema.safeParse(normalized);
  if (!parsed.success)
    return { problems: problemsOf(parsed.error, normalized, POLICY_ELEMENTS).map((found) => atOwnPath(found, document)) };
  const problems = parsed.data.Statement.flatMap((statement, index) => [
    ...repeatedSid(parsed.data.Statement, index),
    ...statementProblems(statement, kind, ["Statement", index]),
  ]);
  return problems.length === 0 ? { value: parsed.data } : { problems: problems.map((found) => atOwnPath(found, document)) };
}

function withStatementList(document: unknown): unknown {
  if (typeof document !== "object" || document === null || !("Statement" in document)) return document;
  const { Statement } = document;
  const isSingle = typeof Statement === "object" && Statement !== null && !Array.isArray(Statement);
  return isSingle ? { ...document, Statement: [Statement] } : document;
}

/** Leaves the list out of a path where the document has a single statement without one. */
function atOwnPath(found: Problem, document: unknown): Problem {
  const isList = typeof document === "object" && document !== null && "Statement" in document && Array.isArray(document.Statement);
  const [first, second, ...rest] = found.path;
  return !isList && first === "Statement" && second === 0 ? { ...found, path: [first, ...rest] } : found;
}

function repeatedSid(statements: readonly StatementDocument[], index: number): Problem[] {
  const sid = statements[index]?.Sid;
  if (sid === undefined || sid === "" || statements.findIndex(({ Sid }) => Sid === sid) === index) return [];
  return [problem(["Statement", index, "Sid"], "is the Sid of an earlier statement", sid, "give each statement its own")];
}

function statementProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  return [
    ...principalProblems(statement, kind, path),
    ...actionProblems(statement, kind, path),
    ...resourceProblems(statement, kind, path),
    ...conditionProblems(statement, path),
    ...(kind === "resource control policy" ? resourceControlProblems(statement, path) : []),
  ];
}

function both(statement: StatementDocument, path: Path, one: keyof StatementDocument, other: keyof StatementDocument): Problem[] {
  if (statement[one] === undefined || statement[other] === undefined) return [];
  return [problem(path, `has both ${one} and ${other}`, statement.Sid, `keep one of them`)];
}

function principalProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  const { Principal, NotPrincipal } = statement;
  const element = Principal ?? NotPrincipal;
  if (!NAMES_PRINCIPALS.has(kind)) {
    return element === undefined
      ? []
      : [problem(path, `names a principal, which no ${kind} can`, element, "remove Principal and NotPrincipal")];
  }
  if (element === undefined) return [problem(path, `names no principal, which every ${kind} must`, statement.Sid, "add Principal")];
  const problems = both(statement, path, "Principal", "NotPrincipal");
  if (NotPrincipal !== undefined && statement.Effect === "Allow") {
    problems.push(problem(path, "allows by NotPrincipal, which AWS does not support", NotPrincipal, "name those who may with Principal"));
  }
  if (NotPrincipal !== undefined && kind === "trust policy") {
    problems.push(problem(path, "has NotPrincipal, which no trust policy can", NotPrincipal, "name those who may with Principal"));
  }
  const names = element === "*" ? [] : Object.values(element).flatMap((values) => asList(values));
  for (const name of names) {
    if (name !== "*" && hasWildcard(name)) {
      problems.push(
        problem(path, "names a principal by pattern, which AWS does not support", name, 'write "*" and a condition on aws:PrincipalArn'),
      );
    }
  }
  return problems;
}

function actionProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  const { Action, NotAction } = statement;
  if (Action === undefined && NotAction === undefined) return [problem(path, "has no action", statement.Sid, "add Action or NotAction")];
  const malformed = [...asList(Action), ...asList(NotAction)].filter(
    (action) => action !== "*" && !/^[a-zA-Z0-9*?-]+:[a-zA-Z0-9*?]+$/.test(action),
  );
  return [
    ...both(statement, path, "Action", "NotAction"),
    ...malformed.map((action) => problem(path, `has an action that no ${kind} can`, action, 'write it as "service:Name" or "*"')),
  ];
}

function resourceProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  const { Resource, NotResource } = statement;
  const values = [...asList(Resource), ...asList(NotResource)];
  if (kind === "trust policy") {
    return values.length === 0
      ? []
      : [problem(path, "names a resource, which no trust policy can", values, "remove Resource and NotResource")];
  }
  if (values.length === 0) return [problem(path, `names no resource, which every ${kind} must`, statement.Sid, "add Resource")];
  const malformed = values.filter((value) => !/^[*?]+$/.test(value) && !value.startsWith("arn:"));
  return [
    ...both(statement, path, "Resource", "NotResource"),
    ...malformed.map((value) => problem(path, "has a resource that is no ARN", value, 'write an ARN or "*"')),
  ];
}

/** What customers' RCPs may hold; AWS's own RCPFullAWSAccess alone may allow, and everything. */
function resourceControlProblems(statement: StatementDocument, path: Path): Problem[] {
  const { Effect, Principal, Action, NotAction } = statement;
  const isEverybody = Principal === "*" || (Principal !== undefined && asList(Principal["AWS"]).includes("*"));
  const problems = isEverybody
    ? []
    : [problem(path, "names single principals, which an RCP cannot", Principal, 'write "*" and conditions')];
  if (NotAction !== undefined) problems.push(problem(path, "has NotAction, which an RCP cannot", NotAction, "list the actions"));
  const isAnyAction = asList(Action).includes("*");
  if (Effect === "Allow" && !isAnyAction) problems.push(problem(path, "allows, which only RCPFullAWSAccess may", Action, "deny instead"));
  if (Effect === "Deny" && isAnyAction)
    problems.push(problem(path, "denies every action, which an RCP cannot", Action, "name a service, as in s3:*"));
  return problems;
}

function conditionProblems(statement: StatementDocument, path: Path): Problem[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([spelling, keys]) => {
    const here = [...path, "Condition", spelling];
    const use = parseOperator(spelling);
    if (use === undefined) return [unknownOperator(spelling, here)];
    return Object.entries(keys).flatMap(([key, values]) => keyProblems(use, key, values, [...here, key]));
  });
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
