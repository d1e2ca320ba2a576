import { exemption } from "../../engine/binding.ts";
import type { Layer } from "../../engine/layers.ts";
import { isWithinAccount, needsResourceGrant } from "../../engine/permission.ts";
import { applies, grantOf, type Policy, type Statement } from "../../engine/policy.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import { GRANT, type Grant } from "../../engine/principal-matcher.ts";
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
  for (const policy of policies)
    for (const statement of policy.denies) if (applies(statement, request, false)) return { effect: "denied", policy, statement };
  switch (layer) {
    case "serviceControl":
    case "resourceControl":
      return LEFT;
    case "identity":
    case "endpoint":
      return allowedBy(policies, request);
    case "resource":
    case "trust":
      return grantedBy(policies, request);
  }
}

function allowedBy(policies: readonly Policy[], request: PreparedRequest): LayerVerdict {
  for (const policy of policies)
    for (const statement of policy.allows) if (applies(statement, request, false)) return { effect: "allowed", policy, statement };
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
