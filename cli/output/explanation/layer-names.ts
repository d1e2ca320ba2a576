import type { AskedStep } from "../../../proof/explanation/asked-step.ts";
import type { LayerReference } from "../../../proof/explanation/explain.ts";

/** What a reader calls a layer of the policies over a request. */
export const layerName = ({ layer }: LayerReference, { service }: AskedStep): string =>
  layer === "resource" && service !== undefined ? "the key's policy" : LAYER_NAMES[layer];

const LAYER_NAMES: Readonly<Record<LayerReference["layer"], string>> = {
  identity: "the caller's own policies",
  boundary: "the caller's permissions boundary",
  session: "the session's policy",
  resource: "the resource's policy",
  endpoint: "the policy of the VPC endpoint",
  serviceControl: "the organization's service control policies",
  resourceControl: "the organization's resource control policies",
};
