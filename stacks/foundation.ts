import { breakGlass } from "./foundation-break-glass.ts";
import { clusterIssuers } from "./foundation-clusters.ts";
import { networkNeeds, networks } from "./foundation-networks.ts";
import { workloadRoles } from "./foundation-workloads.ts";
import type { AccountLayer } from "./layer.ts";

/** What stands in an account before any data does: networks with their endpoints, clusters' issuers, the workloads' roles, break-glass. */
export const foundationLayer: AccountLayer = {
  needs: (_plan, account) => [{ stack: "organization", key: "organizationId" }, ...networkNeeds(account)],
  build: async (context) => {
    breakGlass(context);
    const issuers = await clusterIssuers(context);
    return {
      ...(await networks(context)),
      ...issuers.outputs,
      ...(await workloadRoles(context, issuers.providers)),
    };
  },
};
