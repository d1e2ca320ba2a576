import { parseArn } from "../../iam/arn.ts";
import { asList, type PrincipalElement } from "./policy-document.ts";
import { isAccountId, nameWithoutPath, type Principal, parseUniqueId } from "./principal.ts";
import type { Readings } from "./readings.ts";

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
  /** Whether it says so of the principals of accounts, as `{ "AWS": "*" }`. */
  readonly isEverybodyOfAccounts: boolean;
  readonly accounts: ReadonlySet<string>;
  /** Role, user, session, provider ARNs and service names, each as written. */
  readonly names: ReadonlySet<string>;
  /** The roles among them as `<account>/<name>`, for sessions whose role's path is not known. */
  readonly roles: ReadonlySet<string>;
  /** Roles of which it names single sessions, likewise. */
  readonly rolesOfSessions: ReadonlySet<string>;
  /** Unique ids of roles and users, and `<id>:<session>` for single sessions, as AWS shows them where an ARN names nobody any more. */
  readonly ids: ReadonlySet<string>;
}

/** Reads a Principal element, or a NotPrincipal element with `isNegated`. Canonical users of S3 are never matched. */
export function compilePrincipals(element: PrincipalElement, isNegated: boolean): PrincipalMatcher {
  const matcher = {
    accounts: new Set<string>(),
    names: new Set<string>(),
    roles: new Set<string>(),
    rolesOfSessions: new Set<string>(),
    ids: new Set<string>(),
  };
  for (const value of element === "*" ? ["*"] : asList(element["AWS"])) {
    const arn = parseArn(value);
    if (isAccountId(value)) matcher.accounts.add(value);
    else if (arn?.service === "iam" && arn.resource === "root") matcher.accounts.add(arn.accountId);
    else if (parseUniqueId(value) !== undefined) matcher.ids.add(value);
    else matcher.names.add(value);
    const [type, role = ""] = arn?.resource.split("/") ?? [];
    if (arn?.service === "iam" && type === "role") matcher.roles.add(`${arn.accountId}/${nameWithoutPath(arn.resource)}`);
    if (arn?.service === "sts" && type === "assumed-role") matcher.rolesOfSessions.add(`${arn.accountId}/${role}`);
  }
  const isEverybody = matcher.names.has("*");
  if (element !== "*") for (const value of [...asList(element["Service"]), ...asList(element["Federated"])]) matcher.names.add(value);
  return { isNegated, isEverybody, isEverybodyOfAccounts: isEverybody && element !== "*", ...matcher };
}

/**
 * How directly the element certainly names the caller, or with `isPossible` may name it where its unique id or its session is unknown; a
 * NotPrincipal names directly whom it does not spare. Nothing in it is a pattern but a lone `*`, which AWS describes for people and which is
 * taken to mean services and token bearers too, as its sample policies do when they exempt services from a Deny for `*`.
 */
export function grantTo(
  matcher: PrincipalMatcher,
  principal: Principal,
  hasBoundary: boolean,
  isPossible: boolean,
  readings: Readings,
): Grant {
  if (matcher.isNegated) return spares(matcher, principal, hasBoundary, !isPossible, readings) ? GRANT.none : GRANT.direct;
  if (matcher.isEverybody && (!isOutsideAccounts(matcher, principal) || readings["everybody-of-accounts"] === "included"))
    return GRANT.direct;
  switch (principal.kind) {
    case "anonymous":
      return GRANT.none;
    case "service":
    case "federated":
      return matcher.names.has(principal.name) ? GRANT.direct : GRANT.none;
    case "root":
      return namesAccount(matcher, principal) ? GRANT.direct : GRANT.none;
    case "user":
      if (namesSelf(matcher, principal, isPossible)) return GRANT.direct;
      return namesAccount(matcher, principal) ? GRANT.account : GRANT.none;
    case "role":
    case "federated-user":
      if (namesSession(matcher, principal, isPossible)) return GRANT.direct;
      if (namesEntity(matcher, principal, isPossible)) return GRANT.entity;
      return namesAccount(matcher, principal) ? GRANT.account : GRANT.none;
  }
}

/** Whether the element says `{ "AWS": "*" }` and the caller is a service or bearer of a token. */
export function isOutsideAccounts({ isEverybodyOfAccounts }: PrincipalMatcher, { kind }: Principal): boolean {
  return isEverybodyOfAccounts && (kind === "service" || kind === "federated");
}

/**
 * Whether a Deny with NotPrincipal certainly spares the caller, or with `isPossible` may. It must be named together with what contains it: a
 * user or federated user with its account, a session's role with its account. Whoever has a permissions boundary is never spared.
 * AWS says that it "might" deny otherwise; it is taken to do so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function spares(matcher: PrincipalMatcher, principal: Principal, hasBoundary: boolean, isPossible: boolean, readings: Readings): boolean {
  if (matcher.isEverybody && (!isOutsideAccounts(matcher, principal) || readings["everybody-of-accounts"] === "included")) return true;
  const isNamed = (names: boolean) => !hasBoundary && names && (readings["not-principal"] === "name" || namesAccount(matcher, principal));
  switch (principal.kind) {
    case "anonymous":
      return false;
    case "service":
    case "federated":
      return matcher.names.has(principal.name);
    case "root":
      return namesAccount(matcher, principal);
    case "user":
      return isNamed(namesSelf(matcher, principal, isPossible));
    case "role":
      return isNamed(namesRole(matcher, principal, isPossible, readings));
    case "federated-user":
      return isNamed(namesSession(matcher, principal, isPossible));
  }
}

/** Whether a NotPrincipal names a role enough to spare its session. */
function namesRole(matcher: PrincipalMatcher, principal: Principal, isPossible: boolean, readings: Readings): boolean {
  switch (readings["not-principal"]) {
    case "account":
      return namesEntity(matcher, principal, isPossible);
    case "session":
      return namesEntity(matcher, principal, isPossible) && namesSession(matcher, principal, isPossible);
    case "name":
      return namesEntity(matcher, principal, isPossible) || namesSession(matcher, principal, isPossible);
  }
}

function namesAccount(matcher: PrincipalMatcher, { account }: Principal): boolean {
  return account !== undefined && matcher.accounts.has(account);
}

function namesSelf(matcher: PrincipalMatcher, principal: Principal, isPossible: boolean): boolean {
  return (principal.arn !== undefined && matcher.names.has(principal.arn)) || namesId(matcher, principal, isPossible);
}

/** Whether an id in the element is the caller's. An id that is known to be another's is not, nor any other where the caller's is known. */
function namesId({ ids }: PrincipalMatcher, { kind, arn, uniqueId, ownerOf }: Principal, isPossible: boolean): boolean {
  if (ids.size === 0) return false;
  if (uniqueId !== undefined) return ids.has(uniqueId);
  for (const id of ids) {
    const parsed = parseUniqueId(id);
    if (parsed?.kind !== kind || parsed.session !== undefined) continue;
    const owner = ownerOf(id);
    if (owner === undefined ? isPossible : owner === arn) return true;
  }
  return false;
}

function namesSession(matcher: PrincipalMatcher, principal: Principal, isPossible: boolean): boolean {
  const { sessionArn, kind } = principal;
  if (sessionArn !== undefined && matcher.names.has(sessionArn)) return true;
  if (kind !== "role") return false;
  if (isPossible && sessionArn === undefined && matcher.rolesOfSessions.size > 0 && matcher.rolesOfSessions.has(roleKey(principal)))
    return true;
  return matcher.ids.size > 0 && namesSessionById(matcher, principal, isPossible);
}

function namesSessionById({ ids }: PrincipalMatcher, { arn, uniqueId, sessionArn, ownerOf }: Principal, isPossible: boolean): boolean {
  const session = sessionArn === undefined ? undefined : nameWithoutPath(sessionArn);
  for (const id of ids) {
    const parsed = parseUniqueId(id);
    if (parsed?.session === undefined || (session === undefined ? !isPossible : parsed.session !== session)) continue;
    const owner = ownerOf(parsed.id);
    const isOwn = uniqueId === undefined ? owner === arn : parsed.id === uniqueId;
    if (isOwn || (isPossible && uniqueId === undefined && owner === undefined)) return true;
  }
  return false;
}

function namesEntity(matcher: PrincipalMatcher, principal: Principal, isPossible: boolean): boolean {
  if (principal.kind === "federated-user") return principal.issuer !== undefined && matcher.names.has(principal.issuer);
  if (principal.isPathKnown) return namesSelf(matcher, principal, isPossible);
  return matcher.roles.has(roleKey(principal)) || namesId(matcher, principal, isPossible);
}

function roleKey({ account, roleName }: Principal): string {
  return `${account ?? ""}/${roleName ?? ""}`;
}
