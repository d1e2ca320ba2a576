import type { AccountLayer } from "../wiring/layer.ts";
import { breakGlass } from "./break-glass.ts";
import { clusterIssuers } from "./clusters.ts";
import { networkNeeds, networks } from "./networks.ts";
import { workloadRoles } from "./workloads.ts";

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
