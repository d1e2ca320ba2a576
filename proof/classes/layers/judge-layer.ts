import { exemption } from "../../engine/binding.ts";
import { contestedBy } from "../../engine/contested.ts";
import { otherReadings, underReadings } from "../../engine/decide-under-readings.ts";
import type { Layer } from "../../engine/layers.ts";
import { isWithinAccount, needsResourceGrant, weakestGrant } from "../../engine/permission.ts";
import { grantOf, type Policy, type Statement } from "../../engine/policy.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import { GRANT, type Grant } from "../../engine/principal-matcher.ts";
import type { Readings } from "../../engine/readings.ts";
import type { LayerEffect, PolicyLayer } from "../../intent/layers/layer-subject.ts";

/** What a layer's documents do with a request, and the statement that does it. */
export interface LayerVerdict {
  readonly effect: Exclude<LayerEffect, "open">;
  readonly policy: Policy | undefined;
  readonly statement: Statement | undefined;
}

const NOTHING = { policy: undefined, statement: undefined } as const;
const LEFT: LayerVerdict = { effect: "left", ...NOTHING };
const LACKING: LayerVerdict = { effect: "denied", ...NOTHING };

const engineLayer = (layer: PolicyLayer): Layer => (layer === "trust" ? "resource" : layer);

/** Decides what documents of one layer do with a request where every other layer allows everything. */
export function judgeLayer(layer: PolicyLayer, policies: readonly Policy[], request: PreparedRequest): LayerVerdict {
  if (exemption(engineLayer(layer), request) !== undefined) return LEFT;
  const weakest = weakestGrant(engineLayer(layer), request);
  for (const policy of policies)
    for (const statement of policy.denies)
      if (grantOf(statement, request, false, false) >= weakest) return { effect: "denied", policy, statement };
  switch (layer) {
    case "serviceControl":
    case "resourceControl":
      return LEFT;
    case "identity":
    case "endpoint":
      return allowedBy(policies, request, weakest);
    case "resource":
    case "trust":
      return grantedBy(policies, request);
  }
}

/** What a layer does with a request under readings of AWS's pages other than the default. */
export interface VerdictAsRead {
  readonly readings: Partial<Readings>;
  readonly verdict: LayerVerdict;
}

/** Decides the same under every other reading of the questions that the documents touch, those with the fewest changes first. */
export function* judgeAsRead(layer: PolicyLayer, policies: readonly Policy[], request: PreparedRequest): Generator<VerdictAsRead> {
  if (policies.length === 0) return;
  const ids = contestedBy(request, { groups: [{ layer: engineLayer(layer), level: undefined, policies }], boundary: undefined });
  for (const readings of otherReadings(ids, request.context.readings))
    yield { readings, verdict: judgeLayer(layer, policies, underReadings(request, readings)) };
}

function allowedBy(policies: readonly Policy[], request: PreparedRequest, weakest: Grant): LayerVerdict {
  for (const policy of policies)
    for (const statement of policy.allows)
      if (grantOf(statement, request, false, false) >= weakest) return { effect: "allowed", policy, statement };
  return LACKING;
}

/** A policy of a resource names the principal, leaves it to the permissions of its account, or says nothing. */
function grantedBy(policies: readonly Policy[], request: PreparedRequest): LayerVerdict {
  let strongest: Grant = GRANT.none;
  let by: Pick<LayerVerdict, "policy" | "statement"> = NOTHING;
  for (const policy of policies) {
    for (const statement of policy.allows) {
      const grant = grantOf(statement, request, false, false);
      if (grant > strongest) [strongest, by] = [grant, { policy, statement }];
    }
  }
  if (strongest === GRANT.none) return needsResourceGrant(request) ? LACKING : LEFT;
  return { effect: strongest === GRANT.account && isWithinAccount(request) ? "left" : "allowed", ...by };
}
