import { type Path, type Problem, problem, problemsOf } from "../json-problem.ts";
import { hasWildcard } from "./pattern.ts";
import { asList, type PolicyDocument, type StatementDocument } from "./policy-document.ts";
import type { PolicyKind } from "./policy-kind.ts";
import { POLICY_ELEMENTS, policySchema } from "./policy-schema.ts";
import { conditionProblems } from "./validate-conditions.ts";
import { endpointProblems } from "./validate-endpoint.ts";
import { principalProblems } from "./validate-principals.ts";
import { type JudgedPolicy, resourceProblems } from "./validate-resources.ts";
import { variableProblems } from "./validate-variables.ts";

/** A policy that holds no problem, or the problems it holds. */
export type Validated<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

const CURRENT_VERSION = "2012-10-17";
/** Policies of an identity, whose grammar has no Id. */
const OF_IDENTITIES: ReadonlySet<PolicyKind> = new Set(["identity policy", "permissions boundary", "session policy"]);
/** Those that IAM keeps, in whose Sids only letters and digits stand. */
const OF_IAM: ReadonlySet<PolicyKind> = new Set([...OF_IDENTITIES, "trust policy"]);
const OF_ORGANIZATIONS: ReadonlySet<PolicyKind> = new Set(["service control policy", "resource control policy"]);

/**
 * Reads a policy and says everything that AWS would not take in a policy of its kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function validatePolicy(document: unknown, kind: PolicyKind): Validated<PolicyDocument> {
  return validate(document, kind, false);
}

/**
 * Reads a policy that AWS has already. Some of AWS's own managed policies name partitions and types of resources by pattern
 * (`arn:*:ssm:*:*:session/*` in AmazonSSMAutomationRole, `arn:aws:logs:*:*:*:/aws-glue/*` in AWSGlueServiceRole), and roles have copies of
 * them. What stands there is decided as it stands, though the user guide allows neither.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-paths-wildcards
 */
export function validateHeldPolicy(document: unknown, kind: PolicyKind): Validated<PolicyDocument> {
  return validate(document, kind, true);
}

function validate(document: unknown, kind: PolicyKind, isHeld: boolean): Validated<PolicyDocument> {
  const normalized = withStatementList(document);
  const parsed = policySchema.safeParse(normalized);
  if (!parsed.success)
    return { problems: problemsOf(parsed.error, normalized, POLICY_ELEMENTS).map((found) => atOwnPath(found, document)) };
  const problems = [
    ...documentProblems(parsed.data, kind),
    ...parsed.data.Statement.flatMap((statement, index) => [
      ...repeatedSid(parsed.data.Statement, index),
      ...statementProblems(statement, { kind, isHeld }, ["Statement", index]),
      ...(parsed.data.Version === CURRENT_VERSION ? variableProblems(statement, ["Statement", index]) : []),
    ]),
  ];
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

/**
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html#scp-syntax-version
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-syntax-version
 */
function documentProblems({ Version, Id }: PolicyDocument, kind: PolicyKind): Problem[] {
  const problems: Problem[] = [];
  if (OF_ORGANIZATIONS.has(kind) && Version !== CURRENT_VERSION)
    problems.push(problem(["Version"], `is not the one that every ${kind} must have`, Version, `write "${CURRENT_VERSION}"`));
  if (OF_IDENTITIES.has(kind) && Id !== undefined)
    problems.push(problem(["Id"], `is an element that no ${kind} can have`, Id, "remove it"));
  return problems;
}

function repeatedSid(statements: readonly StatementDocument[], index: number): Problem[] {
  const sid = statements[index]?.Sid;
  if (sid === undefined || sid === "" || statements.findIndex(({ Sid }) => Sid === sid) === index) return [];
  return [problem(["Statement", index, "Sid"], "is the Sid of an earlier statement", sid, "give each statement its own")];
}

function statementProblems(statement: StatementDocument, policy: JudgedPolicy, path: Path): Problem[] {
  const { kind } = policy;
  return [
    ...(OF_IAM.has(kind) && !/^[A-Za-z0-9]*$/.test(statement.Sid ?? "")
      ? [problem([...path, "Sid"], "has characters that no Sid of IAM can", statement.Sid, "write letters and digits alone")]
      : []),
    ...both(statement, path, "Principal", "NotPrincipal"),
    ...both(statement, path, "Action", "NotAction"),
    ...both(statement, path, "Resource", "NotResource"),
    ...principalProblems(statement, kind, path),
    ...actionProblems(statement, kind, path),
    ...resourceProblems(statement, policy, path),
    ...conditionProblems(statement, path),
    ...(kind === "endpoint policy" ? endpointProblems(statement, path) : []),
    ...(kind === "resource control policy" ? resourceControlProblems(statement, path) : []),
  ];
}

function both(statement: StatementDocument, path: Path, one: keyof StatementDocument, other: keyof StatementDocument): Problem[] {
  if (statement[one] === undefined || statement[other] === undefined) return [];
  return [problem(path, `has both ${one} and ${other}`, statement.Sid, `keep one of them`)];
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
function actionProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  const { Action, NotAction } = statement;
  if (Action === undefined && NotAction === undefined) return [problem(path, "has no action", statement.Sid, "add Action or NotAction")];
  return [...asList(Action), ...asList(NotAction)].flatMap((action) => actionProblem(action, kind, path) ?? []);
}

function actionProblem(action: string, kind: PolicyKind, path: Path): Problem | undefined {
  if (action !== "*" && !/^[a-zA-Z0-9*?-]+:[a-zA-Z0-9*?]+$/.test(action))
    return problem(path, `has an action that no ${kind} can`, action, 'write it as "service:Name" or "*"');
  if (kind === "trust policy" && action !== "*" && !/^sts:/i.test(action))
    return problem(path, "has an action that no trust policy can", action, "write actions of STS that take a role");
  return undefined;
}

/**
 * What customers' RCPs may hold; AWS's own RCPFullAWSAccess alone may allow, and everything.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function resourceControlProblems(statement: StatementDocument, path: Path): Problem[] {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, Condition } = statement;
  const problems: Problem[] = [];
  const isEverybody = Principal === "*" || JSON.stringify(Principal) === '{"AWS":"*"}';
  if (!isEverybody)
    problems.push(problem(path, "names single principals, which an RCP cannot", Principal ?? NotPrincipal, 'write "*" and conditions'));
  if (NotAction !== undefined) problems.push(problem(path, "has NotAction, which an RCP cannot", NotAction, "list the actions"));
  if (Effect === "Allow") {
    if (Action !== "*" || Resource !== "*" || Condition !== undefined)
      problems.push(problem(path, "allows, which only RCPFullAWSAccess may", Action, "deny instead"));
    return problems;
  }
  if (asList(Action).includes("*"))
    problems.push(problem(path, "denies every action, which an RCP cannot", Action, "name a service, as in s3:*"));
  const anyService = asList(Action).filter((action) => action !== "*" && hasWildcard(action.split(":")[0] ?? ""));
  return [
    ...problems,
    ...anyService.map((action) => problem(path, "names a service by pattern, which an RCP cannot", action, "name the service, as in s3:*")),
  ];
}
