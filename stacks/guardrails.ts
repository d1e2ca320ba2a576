import type { OrganizationLayer } from "./layer.ts";

/** SCPs and RCPs that hold for units and the whole organization. */
export const guardrailsLayer: OrganizationLayer = {
  needs: () => [
    { stack: "organization", key: "organizationId" },
    { stack: "organization", key: "rootId" },
  ],
  build: () => ({}),
};
