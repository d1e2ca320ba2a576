import { type ConditionReadings, doesConditionHold, type ReferenceCondition } from "./reference-condition.ts";
import { asWritten, isLike, isResourceLike, type ReferenceContext } from "./reference-pattern.ts";

type Names = string | readonly string[];

/** One statement of a policy as it stands in JSON. */
export interface ReferenceStatement {
  readonly Sid?: string | undefined;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalElement | undefined;
  readonly NotPrincipal?: PrincipalElement | undefined;
  readonly Action?: Names | undefined;
  readonly NotAction?: Names | undefined;
  readonly Resource?: Names | undefined;
  readonly NotResource?: Names | undefined;
  readonly Condition?: ReferenceCondition | undefined;
}

type PrincipalElement = "*" | Readonly<Record<string, Names>>;

/** A policy as it stands in JSON. */
export interface ReferencePolicy {
  readonly Version?: "2008-10-17" | "2012-10-17" | undefined;
  readonly Statement: ReferenceStatement | readonly ReferenceStatement[];
}

/** A policy that is there and whose text is unknown. */
export interface UnknownPolicy {
  readonly unknown: string;
}

/** What lies over a request: a policy as it stands in JSON, or one of unknown text. */
export type ReferenceDocument = ReferencePolicy | UnknownPolicy;

/** Who calls. A role's session has the role's ARN, and its own where its name is given. */
export interface ReferencePrincipal {
  readonly kind: "anonymous" | "service" | "token-bearer" | "root" | "user" | "role" | "federated-user";
  /** ARN of the user, role, federated user or root; provider of a token's bearer; name of a service. */
  readonly name: string;
  readonly sessionArn?: string | undefined;
  /** Whether it is a session whose role's path is unknown: the role is then any of that name, of which an account has one. */
  readonly isPathUnknown?: boolean | undefined;
  /** The unique id of a user or role, where it is known; policies show it when what they named was deleted. */
  readonly uniqueId?: string | undefined;
  /** Users and roles by their unique ids, as far as these are known. */
  readonly namesById?: ReadonlyMap<string, string> | undefined;
}

/** What a statement is compared with. */
export interface StatementQuestion {
  readonly principal: ReferencePrincipal;
  readonly hasBoundary: boolean;
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** Whether the resource is a key of unknown id; its ARN ends where that stands. */
  readonly isKeyUnknown: boolean;
  readonly context: ReferenceContext;
  readonly readings: ConditionReadings;
  /** Whether everything unknown is in the caller's favour, or against it: what may allow does, and what may deny does not. */
  readonly isFavourable: boolean;
}

/** Whether what may apply is taken to apply. */
const isGenerous = ({ Effect }: Pick<ReferenceStatement, "Effect">, { isFavourable }: StatementQuestion): boolean =>
  (Effect === "Allow") === isFavourable;

/** A list of an element, which may be a single name or missing. */
export const namesIn = (names: Names | undefined): readonly string[] => (typeof names === "string" ? [names] : (names ?? []));

/** The statements of a policy. */
export const statementsOf = ({ Statement }: ReferencePolicy): readonly ReferenceStatement[] =>
  "Effect" in Statement ? [Statement] : Statement;

/** Whether a statement reaches the request, no matter which caller makes it: by action, resource and condition. A policy that has no Resource element is about the resource that it is attached to. */
export function reaches(statement: ReferenceStatement, policy: ReferencePolicy, question: StatementQuestion): boolean {
  const { action, context, readings } = question;
  const hasVariables = policy.Version === "2012-10-17";
  const isAction = (name: string) => isLike(asWritten(name.toLowerCase()), action.toLowerCase());
  if (statement.Action !== undefined && !namesIn(statement.Action).some(isAction)) return false;
  if (namesIn(statement.NotAction).some(isAction)) return false;
  if (!reachesResource(statement, question, hasVariables)) return false;
  const { Condition } = statement;
  return Condition === undefined || doesConditionHold(Condition, context, hasVariables, readings, isGenerous(statement, question));
}

function reachesResource(statement: ReferenceStatement, question: StatementQuestion, hasVariables: boolean): boolean {
  const { resource, isKeyUnknown, context } = question;
  const mayBe = isGenerous(statement, question);
  const patterns = namesIn(statement.Resource ?? statement.NotResource);
  if (patterns.length === 0) return true;
  const isNegated = statement.Resource === undefined;
  const isReached = (one: string) =>
    patterns.some((pattern) => isResourceLike(pattern, one, context, hasVariables, mayBe !== isNegated)) !== isNegated;
  if (!isKeyUnknown) return isReached(resource);
  // Any key that a pattern names may be it, and so may one that none names.
  const ids = patterns.map((pattern) => pattern.split(":key/")[1]?.replaceAll("*", "").replaceAll("?", "x") ?? "");
  const keys = ["named-by-nobody", ...ids].map((id) => resource + id);
  return mayBe ? keys.some(isReached) : keys.every(isReached);
}

/**
 * How a Principal element names a caller. `directly` is the user, the session or the service itself, `by-role` the role of the session,
 * `by-account` its account, which delegates to the account's own policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = "everybody" | "directly" | "by-role" | "by-account";

/** All ways in which an element names a caller for certain, or with `mayBe` perhaps. */
export function namingsOf(element: PrincipalElement, principal: ReferencePrincipal, mayBe: boolean): ReadonlySet<Naming> {
  if (element === "*") return new Set(["everybody"]);
  const found = new Set<Naming>();
  for (const [type, names] of Object.entries(element)) {
    for (const name of namesIn(names)) {
      const naming = namingOf(type, name, principal, mayBe);
      if (naming !== undefined) found.add(naming);
    }
  }
  return found;
}

function namingOf(type: string, name: string, principal: ReferencePrincipal, mayBe: boolean): Naming | undefined {
  const { kind, sessionArn, isPathUnknown } = principal;
  if (type === "Service") return kind === "service" && name === principal.name ? "directly" : undefined;
  if (type === "Federated") return kind === "token-bearer" && name === principal.name ? "directly" : undefined;
  if (type !== "AWS") return undefined;
  if (name === "*") return "everybody";
  if (kind === "anonymous" || kind === "service" || kind === "token-bearer") return undefined;
  if (name === accountOf(principal) || name === rootOf(principal)) return "by-account";
  if (name === sessionArn) return "directly";
  if (/^A(?:ROA|IDA)/.test(name)) return namingById(name, principal, mayBe);
  const isSessionOfIt = /:assumed-role\//.test(name) && roleKey(name.slice(0, name.lastIndexOf("/"))) === roleKey(principal.name);
  if (kind === "role" && sessionArn === undefined && isSessionOfIt) return mayBe ? "directly" : undefined;
  const isRoleOfIt = isPathUnknown === true && /:role\//.test(name) && roleKey(name) === roleKey(principal.name);
  if (name !== principal.name && !isRoleOfIt) return undefined;
  return kind === "role" ? "by-role" : "directly";
}

/** Account and name of a role, without its path. */
const roleKey = (arn: string) => `${arn.split(":")[4] ?? ""}/${arn.slice(arn.lastIndexOf("/") + 1)}`;

/** How a unique id names a caller, or the id of a role with a session's name behind a colon. */
function namingById(name: string, principal: ReferencePrincipal, mayBe: boolean): Naming | undefined {
  const { kind, uniqueId, namesById, sessionArn } = principal;
  const [id = "", session] = name.split(":");
  if (kind !== (id.startsWith("AROA") ? "role" : "user")) return undefined;
  const owner = namesById?.get(id);
  const isOwn = uniqueId === undefined ? (owner === undefined ? mayBe : owner === principal.name) : id === uniqueId;
  if (!isOwn) return undefined;
  if (session === undefined) return kind === "role" ? "by-role" : "directly";
  const isSession = sessionArn === undefined ? mayBe : sessionArn.endsWith(`/${session}`);
  return isSession ? "directly" : undefined;
}

/** The account that a caller belongs to; services, bearers of tokens and anonymous callers have none. */
export function accountOf({ kind, name }: ReferencePrincipal): string | undefined {
  return kind === "anonymous" || kind === "service" || kind === "token-bearer" ? undefined : name.split(":")[4];
}

const rootOf = (principal: ReferencePrincipal) => `arn:${principal.name.split(":")[1] ?? ""}:iam::${accountOf(principal) ?? ""}:root`;

/**
 * Whether a NotPrincipal element spares a caller. It must name the caller, a session's role, and the account with it; who has a permissions
 * boundary is never spared. Where it is unknown who is named, what may deny does not spare.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isSpared(element: PrincipalElement, { principal, hasBoundary, isFavourable }: StatementQuestion): boolean {
  const namings = namingsOf(element, principal, isFavourable);
  if (namings.has("everybody")) return true;
  if (hasBoundary) return false;
  switch (principal.kind) {
    case "anonymous":
    case "service":
    case "token-bearer":
      return namings.has("directly");
    case "root":
      return namings.has("by-account");
    case "user":
    case "federated-user":
      return namings.has("directly") && namings.has("by-account");
    case "role":
      return namings.has("by-role") && namings.has("by-account");
  }
}

/** Whether a policy with principals denies the request. */
export function deniesByPrincipal(policy: ReferenceDocument, question: StatementQuestion): boolean {
  if ("unknown" in policy) return !question.isFavourable;
  return statementsOf(policy).some((statement) => {
    if (statement.Effect !== "Deny" || !reaches(statement, policy, question)) return false;
    if (statement.NotPrincipal !== undefined) return !isSpared(statement.NotPrincipal, question);
    const { Principal } = statement;
    return Principal !== undefined && namingsOf(Principal, question.principal, !question.isFavourable).size > 0;
  });
}

/** All ways in which the Allow statements of a policy with principals name the caller for this request. */
export function allowedNamings(policy: ReferenceDocument, question: StatementQuestion): ReadonlySet<Naming> {
  if ("unknown" in policy) return new Set(question.isFavourable ? ["everybody"] : []);
  const namings = statementsOf(policy)
    .filter((statement) => statement.Effect === "Allow" && reaches(statement, policy, question))
    .flatMap(({ Principal }) => (Principal === undefined ? [] : [...namingsOf(Principal, question.principal, question.isFavourable)]));
  return new Set(namings);
}

/** Whether a policy without principals has a statement of an effect that reaches the request. */
export function hasEffect(policies: readonly ReferenceDocument[], effect: "Allow" | "Deny", question: StatementQuestion): boolean {
  return policies.some((policy) =>
    "unknown" in policy
      ? (effect === "Allow") === question.isFavourable
      : statementsOf(policy).some((statement) => statement.Effect === effect && reaches(statement, policy, question)),
  );
}
