import type { Layers } from "./layers.ts";
import { applies, grantOf, type Policy, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { hasAccount } from "./principal.ts";
import { GRANT, type Grant } from "./principal-matcher.ts";

/** The statement that grants something, with its policy. */
export interface Granting {
  readonly policy: Policy;
  readonly statement: Statement;
}

/** What the resource's own policy grants, and how directly. */
export interface ResourceGrant {
  readonly grant: Grant;
  readonly by: Granting | undefined;
}

const NO_GRANT: ResourceGrant = { grant: GRANT.none, by: undefined };

/** The most direct grant of the resource's policy. */
export function resourceGrant(request: PreparedRequest, layers: Layers): ResourceGrant {
  const policy = layers.resource;
  if (policy === undefined) return NO_GRANT;
  const hasBoundary = layers.boundary !== undefined;
  let best: Statement | undefined;
  let strongest: Grant = GRANT.none;
  for (const statement of policy.allows) {
    const grant = grantOf(statement, request, hasBoundary);
    if (grant <= strongest) continue;
    [best, strongest] = [statement, grant];
    if (grant === GRANT.direct) break;
  }
  return best === undefined ? NO_GRANT : { grant: strongest, by: { policy, statement: best } };
}

/** The first statement of policies side by side that allows the request. */
export function findAllow(policies: readonly Policy[], request: PreparedRequest, hasBoundary: boolean): Granting | undefined {
  for (const policy of policies) {
    for (const statement of policy.allows) if (applies(statement, request, hasBoundary)) return { policy, statement };
  }
  return undefined;
}

/** Whether caller and resource belong to one account; for want of an owner, they do. */
export function isWithinAccount({ principal, resourceAccount, isWildcardOnly }: PreparedRequest): boolean {
  return isWildcardOnly || principal.account === resourceAccount;
}

/**
 * Whether the resource's policy has to allow: across accounts, for callers without an account, and always for roles and keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function needsResourceGrant(request: PreparedRequest): boolean {
  return !hasAccount(request.principal) || !isWithinAccount(request) || request.mustBeNamedBy !== undefined;
}

/** Whether the caller's identity policies have to allow: unless it is root, or the resource's policy names it in its own account. */
export function needsIdentityGrant(request: PreparedRequest, grant: Grant): boolean {
  const { principal } = request;
  return hasAccount(principal) && principal.kind !== "root" && !(isWithinAccount(request) && grant >= GRANT.entity);
}

/** Whether boundary and session policy limit the request: unless the resource's policy names its very maker in its own account. */
export function isLimited(request: PreparedRequest, grant: Grant): boolean {
  return hasAccount(request.principal) && !(isWithinAccount(request) && grant === GRANT.direct);
}

/** The limit that does not let the request through, if any. A federated user without a session policy may do nothing. */
export function unmetLimit(request: PreparedRequest, layers: Layers): "boundary" | "session" | undefined {
  const { boundary, session } = layers;
  const { kind } = request.principal;
  if (kind !== "root" && boundary !== undefined && findAllow(boundary, request, true) === undefined) return "boundary";
  return isStoppedBySession(request, session, boundary !== undefined) ? "session" : undefined;
}

/** Whether the session policy, or the want of one, stops the request. */
export function isStoppedBySession(request: PreparedRequest, session: Policy | undefined, hasBoundary: boolean): boolean {
  if (session === undefined) return request.principal.kind === "federated-user";
  return findAllow([session], request, hasBoundary) === undefined;
}
