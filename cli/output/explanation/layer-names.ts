import type { LayerReference } from "../../../proof/explanation/explain.ts";

/** What a reader calls the layers of policies. */
export const LAYER_NAMES: Readonly<Record<LayerReference["layer"], string>> = {
  identity: "the caller's own policies",
  boundary: "the caller's permissions boundary",
  session: "the session's policy",
  resource: "the resource's policy",
  endpoint: "the policy of the VPC endpoint",
  serviceControl: "the organization's service control policies",
  resourceControl: "the organization's resource control policies",
};
