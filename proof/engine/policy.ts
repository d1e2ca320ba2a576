import { type ActionMatcher, compileActions, reachesAction } from "./action-matcher.ts";
import { type Condition, compileConditions, holdsWithin, ID_KEY, SERVICE_NAMES_KEY } from "./condition.ts";
import { isContestable, isPinnedToRoles } from "./contestable.ts";
import { asList, type PolicyDocument, type StatementDocument } from "./policy-document.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { compilePrincipals, GRANT, type Grant, grantTo, type PrincipalMatcher } from "./principal-matcher.ts";
import { DEFAULT_READINGS } from "./readings.ts";
import { compileResources, mayReachResource, type ResourceMatcher, reachesResource } from "./resource-matcher.ts";

/** A statement made ready for any number of decisions. */
export interface Statement {
  readonly sid: string | undefined;
  /** Its place in the policy, from 0. */
  readonly index: number;
  readonly isDeny: boolean;
  readonly actions: ActionMatcher;
  /** Absent in trust policies, which speak of the role that they belong to. */
  readonly resources: ResourceMatcher | undefined;
  /** Absent in policies that belong to their principal or speak of all. */
  readonly principals: PrincipalMatcher | undefined;
  readonly conditions: readonly Condition[];
  /** Whether it asks for more of the caller than its ARN or name: its unique id, which session it is, or what else a service is called. */
  readonly asksForMore: boolean;
  /** Whether it touches a question of reading for some request; see `isContestable`. */
  readonly isContestable: boolean;
}

/** A policy made ready for any number of decisions. */
export interface Policy {
  /** What to call it where several stand together: a name, an ARN or its place. */
  readonly name: string;
  readonly denies: readonly Statement[];
  readonly allows: readonly Statement[];
  /** The statements that touch a question of reading for some request; see `isContestable`. */
  readonly contestable: readonly Statement[];
  /** What would say the policy's text, and where; undefined where the text is known. */
  readonly unknown: string | undefined;
  /** Whether any statement asks for more of the caller than its ARN. */
  readonly asksForMore: boolean;
}

/** A policy whose text is unknown: it may allow and deny whatever a policy in its place may. */
export function opaquePolicy(name: string, unknown: string): Policy {
  return { name, denies: [], allows: [], contestable: [], unknown, asksForMore: false };
}

/** Reads a valid policy once. Variables are alive in Version 2012-10-17 only; no Version means the older one. */
export function compilePolicy(document: PolicyDocument, name: string): Policy {
  const hasVariables = document.Version === "2012-10-17";
  const statements = asList(document.Statement).map((statement, index) => compileStatement(statement, index, hasVariables));
  return {
    name,
    denies: statements.filter(({ isDeny }) => isDeny),
    allows: statements.filter(({ isDeny }) => !isDeny),
    contestable: statements.filter((statement) => statement.isContestable),
    unknown: undefined,
    asksForMore: statements.some((statement) => statement.asksForMore),
  };
}

function compileStatement(document: StatementDocument, index: number, hasVariables: boolean): Statement {
  const { Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = document;
  const principals = Principal ?? NotPrincipal;
  const resources = Resource ?? NotResource;
  const matchers = {
    resources: resources === undefined ? undefined : compileResources(asList(resources), Resource === undefined, hasVariables),
    principals: principals === undefined ? undefined : compilePrincipals(principals, Principal === undefined),
    conditions: compileConditions(document.Condition, hasVariables),
  };
  const isDeny = document.Effect === "Deny";
  return {
    sid: document.Sid,
    index,
    isDeny,
    actions: compileActions(asList(Action ?? NotAction), Action === undefined),
    ...matchers,
    asksForMore: asksForMoreThanArn(matchers),
    isContestable: isContestable({ ...matchers, isDeny }),
  };
}

const isOpenKey = (key: string): boolean => key === ID_KEY || key === SERVICE_NAMES_KEY;

function asksForMoreThanArn({ principals, resources, conditions }: Pick<Statement, "principals" | "resources" | "conditions">): boolean {
  if (principals !== undefined && (principals.ids.size > 0 || principals.rolesOfSessions.size > 0)) return true;
  const variables = [...(resources?.variables ?? []), ...conditions.flatMap((condition) => condition.variables)];
  return variables.some(({ key }) => isOpenKey(key)) || conditions.some(({ lowerCaseKey }) => isOpenKey(lowerCaseKey));
}

/**
 * Whether a statement applies to the request in every element: certainly, or with `isPossible` perhaps, where something is unknown.
 * `hasBoundary` matters to NotPrincipal alone.
 */
export function applies(statement: Statement, request: PreparedRequest, hasBoundary: boolean, isPossible = false): boolean {
  return grantOf(statement, request, hasBoundary, isPossible) !== GRANT.none;
}

/** How directly an applicable statement names the caller, certainly or perhaps; `direct` where statements name nobody. */
export function grantOf(statement: Statement, request: PreparedRequest, hasBoundary: boolean, isPossible: boolean): Grant {
  if (!reachesAction(statement.actions, request.action)) return GRANT.none;
  const isPlain = !request.hasUnknown && request.context.readings === DEFAULT_READINGS && !statement.asksForMore;
  if (!isPlain) return grantWithin(statement, request, hasBoundary, isPossible);
  const { principals, resources, isDeny, conditions } = statement;
  const { principal, resource, context } = request;
  const grant = principals === undefined ? GRANT.direct : grantTo(principals, principal, hasBoundary, false, DEFAULT_READINGS);
  if (grant === GRANT.none || (resources !== undefined && !reachesResource(resources, resource, isDeny, context))) return GRANT.none;
  for (const condition of conditions) if (!condition.holds(context)) return GRANT.none;
  return grant;
}

/** The same where something may be unknown or is read otherwise, for a statement that reaches the action. */
function grantWithin(statement: Statement, request: PreparedRequest, hasBoundary: boolean, isPossible: boolean): Grant {
  const grant = namesCaller(statement, request, hasBoundary, isPossible);
  if (grant === GRANT.none || !reachesResourceOf(statement, request, isPossible)) return GRANT.none;
  for (const condition of statement.conditions) if (!holdsWithin(condition, request.context, isPossible)) return GRANT.none;
  const isLimited = request.context.readings["pinned-everybody"] === "limited" && isPinnedToRole(statement, request);
  return isLimited && grant === GRANT.direct ? GRANT.entity : grant;
}

/** Whether a statement allows something to everybody on a condition of which role it is, and the caller is a role. */
export function isPinnedToRole(statement: Statement, { principal }: PreparedRequest): boolean {
  return principal.kind === "role" && isPinnedToRoles(statement);
}

/** How directly the statement's principal element names the caller, whatever its other elements say. */
export function namesCaller(
  { principals }: Statement,
  { principal, context }: PreparedRequest,
  hasBoundary: boolean,
  isPossible = false,
): Grant {
  return principals === undefined ? GRANT.direct : grantTo(principals, principal, hasBoundary, isPossible, context.readings);
}

/** Whether the statement's resource element reaches the requested resource, whatever its other elements say. */
export function reachesResourceOf({ resources, isDeny }: Statement, { resource, context }: PreparedRequest, isPossible = false): boolean {
  return resources === undefined || mayReachResource(resources, resource, isDeny, context, isPossible);
}
