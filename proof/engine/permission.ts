import type { Layer, Layers } from "./layers.ts";
import { grantOf, type Policy, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { hasAccount } from "./principal.ts";
import { GRANT, type Grant } from "./principal-matcher.ts";

/** The statement that grants something, with its policy; without a statement where the policy's text is unknown. */
export interface Granting {
  readonly policy: Policy;
  readonly statement: Statement | undefined;
}

/** What the resource's own policy grants, and how directly. */
export interface ResourceGrant {
  readonly grant: Grant;
  readonly by: Granting | undefined;
}

const NO_GRANT: ResourceGrant = { grant: GRANT.none, by: undefined };

/** The most direct grant that the resource's policy certainly makes, or with `isPossible` perhaps. */
export function resourceGrant(request: PreparedRequest, layers: Layers, isPossible = false): ResourceGrant {
  const policy = layers.resource;
  if (policy === undefined) return NO_GRANT;
  if (policy.unknown !== undefined) return isPossible ? { grant: GRANT.direct, by: { policy, statement: undefined } } : NO_GRANT;
  const hasBoundary = layers.boundary !== undefined;
  let best: Statement | undefined;
  let strongest: Grant = GRANT.none;
  for (const statement of policy.allows) {
    const grant = grantOf(statement, request, hasBoundary, isPossible);
    if (grant <= strongest) continue;
    [best, strongest] = [statement, grant];
    if (grant === GRANT.direct) break;
  }
  return best === undefined ? NO_GRANT : { grant: strongest, by: { policy, statement: best } };
}

/** How directly a statement of a layer must name the caller to count: in an endpoint's policy an account may mean its root user alone. */
export function weakestGrant(layer: Layer, { context }: PreparedRequest): Grant {
  return layer === "endpoint" && context.readings["account-in-endpoint-policy"] === "root" ? GRANT.entity : GRANT.account;
}

/** The first statement of policies side by side that certainly allows the request, or with `isPossible` perhaps. */
export function findAllow(
  policies: readonly Policy[],
  request: PreparedRequest,
  hasBoundary: boolean,
  isPossible = false,
  weakest: Grant = GRANT.account,
): Granting | undefined {
  for (const policy of policies) {
    if (isPossible && policy.unknown !== undefined) return { policy, statement: undefined };
    for (const statement of policy.allows) {
      if (grantOf(statement, request, hasBoundary, isPossible) >= weakest) return { policy, statement };
    }
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

/** Whether the caller's boundary, if it has one, does not let the request through. */
export function isStoppedByBoundary(request: PreparedRequest, { boundary }: Layers, isPossible = false): boolean {
  if (request.principal.kind === "root" || boundary === undefined) return false;
  return findAllow(boundary, request, true, isPossible) === undefined;
}

/** Whether the session policy, or the want of one, stops the request. A federated user without a session policy may do nothing. */
export function isStoppedBySession(request: PreparedRequest, { session, boundary }: Layers, isPossible = false): boolean {
  if (session === undefined) return request.principal.kind === "federated-user";
  return findAllow([session], request, boundary !== undefined, isPossible) === undefined;
}
