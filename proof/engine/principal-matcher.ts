import { parseArn } from "../../iam/arn.ts";
import { asList, type PrincipalElement } from "./policy-document.ts";
import { isAccountId, nameWithoutPath, type Principal } from "./principal.ts";

/**
 * How directly a statement names the caller, weakest first. In the caller's own account `account` only delegates to its identity policies;
 * `entity` names the role of a session (or the user of a federated session) and is held back by boundary and session policy alone; `direct`
 * names who makes the request, or everybody, and is held back by nothing but a Deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const GRANT = { none: 0, account: 1, entity: 2, direct: 3 } as const;

/** One of the strengths of GRANT. */
export type Grant = (typeof GRANT)[keyof typeof GRANT];

/** The Principal or NotPrincipal element of a statement, read once. */
export interface PrincipalMatcher {
  readonly isNegated: boolean;
  readonly isEverybody: boolean;
  readonly accounts: ReadonlySet<string>;
  /** Role, user, session, provider ARNs and service names, each as written. */
  readonly names: ReadonlySet<string>;
  /** The roles among them as `<account>/<name>`, for sessions whose role's path is not known. */
  readonly roles: ReadonlySet<string>;
}

/** Reads a Principal element, or a NotPrincipal element with `isNegated`. Canonical users of S3 are never matched. */
export function compilePrincipals(element: PrincipalElement, isNegated: boolean): PrincipalMatcher {
  const accounts = new Set<string>();
  const names = new Set<string>();
  const roles = new Set<string>();
  const entries: readonly (readonly [string, string])[] =
    element === "*"
      ? [["AWS", "*"]]
      : Object.entries(element).flatMap(([type, values]) => asList(values).map((value) => [type, value] as const));
  for (const [type, value] of entries) {
    const arn = parseArn(value);
    if (type === "AWS" && isAccountId(value)) accounts.add(value);
    else if (type === "AWS" && arn?.service === "iam" && arn.resource === "root") accounts.add(arn.accountId);
    else if (type !== "CanonicalUser") names.add(value);
    if (type === "AWS" && arn?.service === "iam" && arn.resource.startsWith("role/"))
      roles.add(`${arn.accountId}/${nameWithoutPath(arn.resource)}`);
  }
  return { isNegated, isEverybody: names.has("*"), accounts, names, roles };
}

/**
 * How directly a Principal element names the caller. Nothing in it is a pattern but a lone `*`, which AWS describes for people and which is
 * taken to mean services and token bearers too, as its sample policies do when they exempt services from a Deny for `*`.
 */
export function grantTo(matcher: PrincipalMatcher, principal: Principal): Grant {
  if (matcher.isEverybody) return GRANT.direct;
  switch (principal.kind) {
    case "anonymous":
      return GRANT.none;
    case "service":
    case "federated":
      return matcher.names.has(principal.name) ? GRANT.direct : GRANT.none;
    case "root":
      return namesAccount(matcher, principal) ? GRANT.direct : GRANT.none;
    case "user":
      if (namesSelf(matcher, principal)) return GRANT.direct;
      return namesAccount(matcher, principal) ? GRANT.account : GRANT.none;
    case "role":
    case "federated-user":
      if (namesSession(matcher, principal)) return GRANT.direct;
      if (namesEntity(matcher, principal)) return GRANT.entity;
      return namesAccount(matcher, principal) ? GRANT.account : GRANT.none;
  }
}

/**
 * Whether a Deny with NotPrincipal spares the caller. It must be named together with what contains it: a user or federated user with its
 * account, a session's role with its account. Whoever has a permissions boundary is never spared.
 * AWS says that it "might" deny otherwise; it is taken to do so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function spares(matcher: PrincipalMatcher, principal: Principal, hasBoundary: boolean): boolean {
  if (matcher.isEverybody) return true;
  switch (principal.kind) {
    case "anonymous":
      return false;
    case "service":
    case "federated":
      return matcher.names.has(principal.name);
    case "root":
      return namesAccount(matcher, principal);
    case "user":
      return !hasBoundary && namesAccount(matcher, principal) && namesSelf(matcher, principal);
    case "role":
      return !hasBoundary && namesAccount(matcher, principal) && namesEntity(matcher, principal);
    case "federated-user":
      return !hasBoundary && namesAccount(matcher, principal) && namesSession(matcher, principal);
  }
}

function namesAccount(matcher: PrincipalMatcher, { account }: Principal): boolean {
  return account !== undefined && matcher.accounts.has(account);
}

function namesSelf(matcher: PrincipalMatcher, { arn }: Principal): boolean {
  return arn !== undefined && matcher.names.has(arn);
}

function namesSession(matcher: PrincipalMatcher, { sessionArn }: Principal): boolean {
  return sessionArn !== undefined && matcher.names.has(sessionArn);
}

function namesEntity(matcher: PrincipalMatcher, principal: Principal): boolean {
  if (principal.kind === "federated-user") return principal.issuer !== undefined && matcher.names.has(principal.issuer);
  if (principal.isPathKnown) return namesSelf(matcher, principal);
  return matcher.roles.has(`${principal.account ?? ""}/${principal.roleName ?? ""}`);
}
