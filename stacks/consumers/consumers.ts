import type { Outputs } from "../wiring/contract.ts";
import type { AccountLayer } from "../wiring/layer.ts";
import { mergedNeeds } from "../wiring/read-grants.ts";
import { writeSettings } from "./connection-settings.ts";
import { workloadNeeds } from "./consumer-needs.ts";
import { associatePod } from "./pod-association.ts";
import { usedGrants } from "./used-grants.ts";
import { workloadCards } from "./workload-cards.ts";
import { attachPermissions } from "./workload-permissions.ts";

/**
 * What an account's workloads need to use data, that of their own account included: permissions in each workload's role, the association of
 * its pods, and for each grant its settings and its card.
 */
export const consumersLayer: AccountLayer = {
  needs: (plan, account) => mergedNeeds(account.workloads.flatMap((workload) => workloadNeeds(plan, account, workload))),
  build: (context) => {
    const outputs: Outputs = {};
    for (const workload of context.account.workloads) {
      const used = usedGrants(context, workload);
      attachPermissions(context, workload, used);
      associatePod(context, workload, used);
      for (const grant of used) writeSettings(context, workload, grant);
      Object.assign(outputs, workloadCards(context, workload, used));
    }
    return outputs;
  },
};
