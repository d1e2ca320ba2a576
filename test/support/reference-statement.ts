import { type ConditionReadings, doesConditionHold, type ReferenceCondition } from "./reference-condition.ts";
import { expand, isLike, isResourceLike, type ReferenceContext } from "./reference-pattern.ts";

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

/** Who calls. A role's session has the role's ARN, and its own where its name is told. */
export interface ReferencePrincipal {
  readonly kind: "anonymous" | "service" | "token-bearer" | "root" | "user" | "role" | "federated-user";
  /** ARN of the user, role, federated user or root; provider of a token's bearer; name of a service. */
  readonly name: string;
  readonly sessionArn?: string | undefined;
  /** The unique id of a user or role, which policies show when what they named was deleted. */
  readonly uniqueId?: string | undefined;
}

/** What a statement is compared with. */
export interface StatementQuestion {
  readonly principal: ReferencePrincipal;
  readonly hasBoundary: boolean;
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  readonly context: ReferenceContext;
  readonly readings: ConditionReadings;
}

/** A list of an element, which may be a single name or missing. */
export const namesIn = (names: Names | undefined): readonly string[] => (typeof names === "string" ? [names] : (names ?? []));

/** The statements of a policy. */
export const statementsOf = ({ Statement }: ReferencePolicy): readonly ReferenceStatement[] =>
  "Effect" in Statement ? [Statement] : Statement;

/** Whether a statement reaches the request, whoever makes it: by action, resource and condition. A policy that has no Resource element is about the resource that it is attached to. */
export function reaches(statement: ReferenceStatement, policy: ReferencePolicy, question: StatementQuestion): boolean {
  const { action, resource, context, readings } = question;
  const hasVariables = policy.Version === "2012-10-17";
  const isAction = (name: string) => isLike(expand(name.toLowerCase(), context, false) ?? [], action.toLowerCase());
  const isResource = (pattern: string) => isResourceLike(pattern, resource, context, hasVariables);
  if (statement.Action !== undefined && !namesIn(statement.Action).some(isAction)) return false;
  if (namesIn(statement.NotAction).some(isAction)) return false;
  if (statement.Resource !== undefined && !namesIn(statement.Resource).some(isResource)) return false;
  if (namesIn(statement.NotResource).some(isResource)) return false;
  return statement.Condition === undefined || doesConditionHold(statement.Condition, context, hasVariables, readings);
}

/**
 * How a Principal element names a caller. `directly` is the user, the session or the service itself, `by-role` the role of the session,
 * `by-account` its account, which delegates to the account's own policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = "everybody" | "directly" | "by-role" | "by-account";

/** All ways in which an element names a caller. */
export function namingsOf(element: PrincipalElement, principal: ReferencePrincipal): ReadonlySet<Naming> {
  if (element === "*") return new Set(["everybody"]);
  const found = new Set<Naming>();
  for (const [type, names] of Object.entries(element)) {
    for (const name of namesIn(names)) {
      const naming = namingOf(type, name, principal);
      if (naming !== undefined) found.add(naming);
    }
  }
  return found;
}

function namingOf(type: string, name: string, principal: ReferencePrincipal): Naming | undefined {
  const { kind } = principal;
  if (type === "Service") return kind === "service" && name === principal.name ? "directly" : undefined;
  if (type === "Federated") return kind === "token-bearer" && name === principal.name ? "directly" : undefined;
  if (type !== "AWS") return undefined;
  if (name === "*") return "everybody";
  if (kind === "anonymous" || kind === "service" || kind === "token-bearer") return undefined;
  if (name === accountOf(principal) || name === rootOf(principal)) return "by-account";
  if (name === principal.sessionArn) return "directly";
  if (name !== principal.name && name !== principal.uniqueId) return undefined;
  return kind === "role" ? "by-role" : "directly";
}

/** The account that a caller belongs to; services, bearers of tokens and anonymous callers have none. */
export function accountOf({ kind, name }: ReferencePrincipal): string | undefined {
  return kind === "anonymous" || kind === "service" || kind === "token-bearer" ? undefined : name.split(":")[4];
}

const rootOf = (principal: ReferencePrincipal) => `arn:${principal.name.split(":")[1] ?? ""}:iam::${accountOf(principal) ?? ""}:root`;

/**
 * Whether a NotPrincipal element spares a caller. It must name the caller, a session's role, and the account with it; who has a permissions
 * boundary is never spared.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isSpared(element: PrincipalElement, { principal, hasBoundary }: StatementQuestion): boolean {
  const namings = namingsOf(element, principal);
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
export function deniesByPrincipal(policy: ReferencePolicy, question: StatementQuestion): boolean {
  return statementsOf(policy).some((statement) => {
    if (statement.Effect !== "Deny" || !reaches(statement, policy, question)) return false;
    if (statement.NotPrincipal !== undefined) return !isSpared(statement.NotPrincipal, question);
    return statement.Principal !== undefined && namingsOf(statement.Principal, question.principal).size > 0;
  });
}

/** All ways in which the Allow statements of a policy with principals name the caller for this request. */
export function allowedNamings(policy: ReferencePolicy, question: StatementQuestion): ReadonlySet<Naming> {
  const namings = statementsOf(policy)
    .filter((statement) => statement.Effect === "Allow" && reaches(statement, policy, question))
    .flatMap(({ Principal }) => (Principal === undefined ? [] : [...namingsOf(Principal, question.principal)]));
  return new Set(namings);
}

/** Whether a policy without principals has a statement of an effect that reaches the request. */
export function hasEffect(policies: readonly ReferencePolicy[], effect: "Allow" | "Deny", question: StatementQuestion): boolean {
  return policies.some((policy) =>
    statementsOf(policy).some((statement) => statement.Effect === effect && reaches(statement, policy, question)),
  );
}
