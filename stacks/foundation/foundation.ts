import type { AccountLayer } from "../wiring/layer.ts";
import { breakGlass } from "./break-glass.ts";
import { ciIssuers } from "./ci-issuers.ts";
import { clusterIssuers } from "./clusters.ts";
import { networkNeeds, networks } from "./networks.ts";
import { workloadRoles } from "./workloads.ts";

/** What an account has before any data: break-glass, clusters' issuers, networks with their endpoints, and the workloads' roles. */
export const foundationLayer: AccountLayer = {
  needs: (_plan, account) => [{ stack: "organization", key: "organizationId" }, ...networkNeeds(account)],
  build: async (context) => {
    breakGlass(context);
    const issuers = await clusterIssuers(context);
    return {
      ...(await networks(context)),
      ...issuers.outputs,
      ...(await workloadRoles(context, { clusters: issuers.providers, ci: await ciIssuers(context) })),
    };
  },
};
