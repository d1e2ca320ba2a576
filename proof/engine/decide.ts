import { isBeyondPolicies, refusal } from "./beyond-policies.ts";
import { exemption } from "./binding.ts";
import { isGate } from "./lacking-layers.ts";
import { type Layer, type Layers, type PolicyGroup, withoutResourcePolicy } from "./layers.ts";
import {
  findAllow,
  type Granting,
  isLimited,
  isStoppedByBoundary,
  isStoppedBySession,
  isWithinAccount,
  needsIdentityGrant,
  needsResourceGrant,
  resourceGrant,
  weakestGrant,
} from "./permission.ts";
import { grantOf, type Policy, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import type { Readings } from "./readings.ts";
import { type Unknown, unknownsOf } from "./unknowns.ts";

/**
 * What becomes of a request: a Deny that applies wins over every Allow, and what nothing allows is denied too. `unknown` where it is allowed
 * or denied by what policies or values say that are unknown.
 */
export type Outcome = "allowed" | "explicitly-denied" | "implicitly-denied" | "unknown";

/** Where a decision is made: the layer, and the statement if it was made by what one says rather than by what none says. */
export interface Decider {
  readonly layer: Layer;
  /** The level of an SCP or RCP from the root down, from 0. */
  readonly level: number | undefined;
  readonly policy: Policy | undefined;
  readonly statement: Statement | undefined;
}

/**
 * One decision and what made it: the Deny, the layer that does not allow, or the Allow (across accounts the resource's). Of a decision that
 * is unknown, `by` is what may deny, and `unknowns` is everything that it turns on.
 */
export interface Decision {
  readonly outcome: Outcome;
  readonly by: Decider;
  readonly unknowns: readonly Unknown[];
  /** What other readings of AWS's pages make of it, where any turns it and somebody asked; see `decideFirmly`. */
  readonly alternatives?: readonly Alternative[];
}

/** A decision that other readings turn, with the choices that turn it. */
export interface Alternative {
  readonly readings: Partial<Readings>;
  readonly decision: Decision;
}

const NOTHING_UNKNOWN: readonly Unknown[] = [];

/**
 * What AWS does with a request under these layers. Looks for a Deny in every layer that binds the request; then every level of SCPs and the
 * endpoint's policy must allow; then resource and identity policies, boundary and session policy decide by account. RCPs never lack an
 * Allow, since RCPFullAWSAccess cannot be detached.
 *
 * Where something is unknown, this is done twice: once as if every unknown policy and value were in the caller's favour, once as if all were
 * against it. Every further Allow that applies can only allow more, and every further Deny only less, so that what is denied at best and what
 * is allowed at worst is certain. The rest is unknown. Where two unknowns could not both fall so, this says unknown too often, never too
 * seldom.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(request: PreparedRequest, layers: Layers): Decision {
  return request.alsoAt === undefined ? decideAt(request, layers) : hardestCheck(request, request.alsoAt, layers).decision;
}

/** What AWS checks for a call: a request under the layers that count for it, and what comes of it. */
export interface Check {
  readonly request: PreparedRequest;
  readonly layers: Layers;
  readonly decision: Decision;
}

/** The check that decides a call: of several that must all succeed, the first that is denied, or else that is unknown, or else the last. */
export function decidingCheck(request: PreparedRequest, layers: Layers): Check {
  if (request.alsoAt !== undefined) return hardestCheck(request, request.alsoAt, layers);
  return { request, layers, decision: decideAt(request, layers) };
}

function hardestCheck(request: PreparedRequest, alsoAt: PreparedRequest, layers: Layers): Check {
  const ownLayers = withoutResourcePolicy(layers);
  const checks: readonly [Check, Check] = [
    { request, layers: ownLayers, decision: decideAt(request, ownLayers) },
    { request: alsoAt, layers, decision: decideAt(alsoAt, layers) },
  ];
  const isDenied = ({ decision: { outcome } }: Check) => outcome === "explicitly-denied" || outcome === "implicitly-denied";
  return checks.find(isDenied) ?? checks.find(({ decision }) => decision.outcome === "unknown") ?? checks[1];
}

function decideAt(request: PreparedRequest, layers: Layers): Decision {
  const best = judge(request, layers, true);
  if (best.outcome !== "allowed" || !(request.hasUnknown || layers.hasUnknown)) return best;
  const worst = judge(request, layers, false);
  return worst.outcome === "allowed" ? worst : { outcome: "unknown", by: worst.by, unknowns: unknownsOf(request, layers) };
}

/** Decides with everything unknown in the caller's favour or against it. */
function judge(request: PreparedRequest, layers: Layers, isFavourable: boolean): Decision {
  if (isBeyondPolicies(request, layers, isFavourable)) return allowed("identity", undefined);
  return findDeny(request, layers, isFavourable) ?? findClosedGate(request, layers, isFavourable) ?? permit(request, layers, isFavourable);
}

function findDeny(request: PreparedRequest, layers: Layers, isFavourable: boolean): Decision | undefined {
  const hasBoundary = layers.boundary !== undefined;
  for (const group of layers.groups) {
    if (exemption(group.layer, request) !== undefined) continue;
    const weakest = weakestGrant(group.layer, request);
    for (const policy of group.policies) {
      if (!isFavourable && policy.unknown !== undefined) return denied(group, policy, undefined);
      for (const statement of policy.denies) {
        if (grantOf(statement, request, hasBoundary, !isFavourable) >= weakest) return denied(group, policy, statement);
      }
    }
  }
  return undefined;
}

function findClosedGate(request: PreparedRequest, layers: Layers, isFavourable: boolean): Decision | undefined {
  const hasBoundary = layers.boundary !== undefined;
  for (const { layer, level, policies } of layers.groups) {
    if (!isGate(layer) || exemption(layer, request) !== undefined) continue;
    if (findAllow(policies, request, hasBoundary, isFavourable, weakestGrant(layer, request)) === undefined) return lacking(layer, level);
  }
  return undefined;
}

function permit(request: PreparedRequest, layers: Layers, isFavourable: boolean): Decision {
  if (refusal(request) !== undefined) return lacking("identity");
  const { grant, by } = resourceGrant(request, layers, isFavourable);
  if (by === undefined && needsResourceGrant(request)) return lacking("resource");
  const needsIdentity = needsIdentityGrant(request, grant);
  const identity = needsIdentity ? findAllow(layers.identity, request, layers.boundary !== undefined, isFavourable) : undefined;
  if (needsIdentity && identity === undefined) return lacking("identity");
  if (isLimited(request, grant)) {
    if (isStoppedByBoundary(request, layers, isFavourable)) return lacking("boundary");
    if (isStoppedBySession(request, layers, isFavourable)) return lacking("session");
  }
  if (by !== undefined && (identity === undefined || !isWithinAccount(request))) return allowed("resource", by);
  return allowed("identity", identity);
}

function allowed(layer: Layer, by: Granting | undefined): Decision {
  return {
    outcome: "allowed",
    by: { layer, level: undefined, policy: by?.policy, statement: by?.statement },
    unknowns: NOTHING_UNKNOWN,
  };
}

function denied({ layer, level }: PolicyGroup, policy: Policy, statement: Statement | undefined): Decision {
  return { outcome: "explicitly-denied", by: { layer, level, policy, statement }, unknowns: NOTHING_UNKNOWN };
}

function lacking(layer: Layer, level?: number): Decision {
  return { outcome: "implicitly-denied", by: { layer, level, policy: undefined, statement: undefined }, unknowns: NOTHING_UNKNOWN };
}
