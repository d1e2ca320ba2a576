import { roleNameOf, WORKLOAD_PATH } from "../names.ts";
import type { Declaration } from "../reading/declaration.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import type { Origin } from "./origin.ts";
import { networkReference } from "./plan-networks.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

/** A workload with the role that it runs as. */
export function planWorkload(
  declaration: Declaration,
  account: string,
  name: string,
  workload: DeclaredWorkload,
  origin: Origin,
): PlannedWorkload {
  const clusters = declaration.draft.byName.get(account)?.account?.value?.clusters;
  const network = workload.runsOn === "eks" ? clusters?.[workload.cluster]?.network : workload.network;
  const existing = workload.role?.existing;
  const slash = existing?.lastIndexOf("/") ?? -1;
  return {
    origin,
    name,
    runsOn: workload.runsOn,
    service: workload.runsOn === "service" ? workload.service : undefined,
    exempt: workload.runsOn === "service" && workload.network === undefined ? (workload.because ?? "") : undefined,
    network: network === undefined ? undefined : networkReference(declaration, account, network),
    pollsStreams: workload.runsOn === "lambda" && workload.pollsStreams === true,
    pod:
      workload.runsOn === "eks"
        ? {
            cluster: workload.cluster,
            namespace: workload.namespace,
            serviceAccount: workload.serviceAccount,
            identity: workload.identity ?? "irsa",
          }
        : undefined,
    role:
      existing === undefined
        ? { path: WORKLOAD_PATH, name: roleNameOf(name), created: true, addsPermissions: true }
        : {
            path: slash === -1 ? undefined : existing.slice(0, slash),
            name: existing.slice(slash + 1),
            created: false,
            addsPermissions: workload.role?.adds?.includes("permissions") === true,
          },
  };
}
