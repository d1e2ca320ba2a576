import { isBeyondPolicies, refusal } from "./beyond-policies.ts";
import { exemption } from "./binding.ts";
import type { Layer, Layers, PolicyGroup } from "./layers.ts";
import {
  findAllow,
  type Granting,
  isLimited,
  isWithinAccount,
  needsIdentityGrant,
  needsResourceGrant,
  resourceGrant,
  unmetLimit,
} from "./permission.ts";
import { applies, type Policy, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import type { Grant } from "./principal-matcher.ts";

/** What becomes of a request: a Deny that applies wins over every Allow, and what nothing allows is denied too. */
export type Outcome = "allowed" | "explicitly-denied" | "implicitly-denied";

/** Where a decision is made: the layer, and the statement if it was made by what one says rather than by what none says. */
export interface Decider {
  readonly layer: Layer;
  /** The level of an SCP or RCP from the root down, from 0. */
  readonly level: number | undefined;
  readonly policy: Policy | undefined;
  readonly statement: Statement | undefined;
}

/** One decision and what made it: the Deny, the layer that does not allow, or the Allow (across accounts the resource's). */
export interface Decision {
  readonly outcome: Outcome;
  readonly by: Decider;
}

/**
 * What AWS does with a request under these layers. Looks for a Deny in every layer that binds the request; then every level of SCPs and the
 * endpoint's policy must allow; then resource and identity policies, boundary and session policy decide by account. RCPs never lack an
 * Allow, since RCPFullAWSAccess cannot be detached.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(request: PreparedRequest, layers: Layers): Decision {
  if (isBeyondPolicies(request, layers)) return { outcome: "allowed", by: decider("identity", undefined) };
  return findDeny(request, layers) ?? findClosedGate(request, layers) ?? permit(request, layers);
}

/** Whether the policies of a group must allow the request besides what grants it; RCPs always do. */
export function isGate(layer: Layer): boolean {
  return layer === "serviceControl" || layer === "endpoint";
}

function decider(layer: Layer, granting: Granting | undefined, level?: number): Decider {
  return { layer, level, policy: granting?.policy, statement: granting?.statement };
}

function findDeny(request: PreparedRequest, layers: Layers): Decision | undefined {
  const hasBoundary = layers.boundary !== undefined;
  for (const group of layers.groups) {
    if (exemption(group.layer, request) !== undefined) continue;
    for (const policy of group.policies) {
      for (const statement of policy.denies) {
        if (applies(statement, request, hasBoundary)) return denied(group, policy, statement);
      }
    }
  }
  return undefined;
}

function denied({ layer, level }: PolicyGroup, policy: Policy, statement: Statement): Decision {
  return { outcome: "explicitly-denied", by: { layer, level, policy, statement } };
}

function findClosedGate(request: PreparedRequest, layers: Layers): Decision | undefined {
  const hasBoundary = layers.boundary !== undefined;
  for (const { layer, level, policies } of layers.groups) {
    if (!isGate(layer) || exemption(layer, request) !== undefined) continue;
    if (findAllow(policies, request, hasBoundary) === undefined)
      return { outcome: "implicitly-denied", by: decider(layer, undefined, level) };
  }
  return undefined;
}

function permit(request: PreparedRequest, layers: Layers): Decision {
  if (refusal(request) !== undefined) return lacking("identity");
  const { grant, by } = resourceGrant(request, layers);
  if (by === undefined && needsResourceGrant(request)) return lacking("resource");
  if (!needsIdentityGrant(request, grant)) return limit(request, layers, grant, by === undefined ? "identity" : "resource", by);
  const identity = findAllow(layers.identity, request, layers.boundary !== undefined);
  if (identity === undefined) return lacking("identity");
  if (by === undefined || isWithinAccount(request)) return limit(request, layers, grant, "identity", identity);
  return limit(request, layers, grant, "resource", by);
}

function limit(request: PreparedRequest, layers: Layers, grant: Grant, layer: Layer, by: Granting | undefined): Decision {
  const unmet = isLimited(request, grant) ? unmetLimit(request, layers) : undefined;
  return unmet === undefined ? { outcome: "allowed", by: decider(layer, by) } : lacking(unmet);
}

function lacking(layer: Layer): Decision {
  return { outcome: "implicitly-denied", by: decider(layer, undefined) };
}
