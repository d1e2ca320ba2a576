import { refusal } from "./beyond-policies.ts";
import { exemption } from "./binding.ts";
import type { Layer, Layers, PolicyGroup } from "./layers.ts";
import {
  findAllow,
  isLimited,
  isStoppedByBoundary,
  isStoppedBySession,
  needsIdentityGrant,
  needsResourceGrant,
  resourceGrant,
  weakestGrant,
} from "./permission.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { GRANT } from "./principal-matcher.ts";

/** A layer, or one level of it. */
export type LayerPlace = Pick<PolicyGroup, "layer" | "level">;

/** Whether the policies of a group must allow the request besides what grants it; RCPs always do. */
export function isGate(layer: Layer): boolean {
  return layer === "serviceControl" || layer === "endpoint";
}

/** Every layer, or level of it, that would have to allow the request and does not certainly do so. */
export function lackingLayers(request: PreparedRequest, layers: Layers): readonly LayerPlace[] {
  const hasBoundary = layers.boundary !== undefined;
  const closed = layers.groups.filter(
    ({ layer, policies }) =>
      isGate(layer) &&
      exemption(layer, request) === undefined &&
      findAllow(policies, request, hasBoundary, false, weakestGrant(layer, request)) === undefined,
  );
  const { grant } = resourceGrant(request, layers);
  const lacking = new Set<Layer>();
  if (needsResourceGrant(request) && grant === GRANT.none) lacking.add("resource");
  if (refusal(request) !== undefined) lacking.add("identity");
  if (needsIdentityGrant(request, grant) && findAllow(layers.identity, request, hasBoundary) === undefined) lacking.add("identity");
  if (isLimited(request, grant) && isStoppedByBoundary(request, layers)) lacking.add("boundary");
  if (isLimited(request, grant) && isStoppedBySession(request, layers)) lacking.add("session");
  return [...closed, ...[...lacking].map((layer) => ({ layer, level: undefined }))];
}
