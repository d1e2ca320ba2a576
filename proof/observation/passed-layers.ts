import { ANY_CALLER, ANY_PERMISSION, ANY_TRUST, FULL_AWS_ACCESS, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import { arrangeLayers, type Layer, type Layers } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";

/** What stands for a policy that nobody described and that let a call pass, by layer. */
const PASSED: Readonly<Record<Layer, Policy>> = {
  identity: ANY_PERMISSION,
  boundary: ANY_PERMISSION,
  session: ANY_PERMISSION,
  resource: ANY_CALLER,
  endpoint: FULL_ENDPOINT_ACCESS,
  serviceControl: FULL_AWS_ACCESS,
  resourceControl: FULL_AWS_ACCESS,
};

/**
 * The layers over a call that AWS let pass: a policy of unknown text, which no stack makes and so none changes, let it pass and will.
 * @param isTrust whether the resource's policy is a role's trust policy
 */
export function passedLayers(layers: Layers, isTrust: boolean): Layers {
  if (!layers.hasUnknown) return layers;
  const known = (layer: Layer) => (policy: Policy) =>
    policy.unknown === undefined ? policy : layer === "resource" && isTrust ? ANY_TRUST : PASSED[layer];
  const levels = (layer: "serviceControl" | "resourceControl") =>
    layers.groups.filter((group) => group.layer === layer).map(({ policies }) => policies.map(known(layer)));
  const [endpoint] = layers.groups.filter(({ layer }) => layer === "endpoint").flatMap(({ policies }) => policies);
  return arrangeLayers({
    identity: layers.identity.map(known("identity")),
    boundary: layers.boundary?.map(known("boundary")),
    session: layers.session === undefined ? undefined : known("session")(layers.session),
    resource: layers.resource === undefined ? undefined : known("resource")(layers.resource),
    endpoint: endpoint === undefined ? undefined : known("endpoint")(endpoint),
    serviceControl: levels("serviceControl"),
    resourceControl: levels("resourceControl"),
  });
}
