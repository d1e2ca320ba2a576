import { nonEmpty } from "../../iam/non-empty.ts";
import { roleNameOf, WORKLOAD_PATH } from "../names.ts";
import { clustersOfPod } from "../pod-clusters.ts";
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
  // The clusters of one workload are all in one network.
  const network = workload.runsOn === "eks" ? clusters?.[clustersOfPod(workload)[0] ?? ""]?.network : workload.network;
  const existing = workload.role?.existing;
  const slash = existing?.lastIndexOf("/") ?? -1;
  return {
    origin,
    name,
    runsOn: workload.runsOn,
    network: network === undefined ? undefined : networkReference(declaration, account, network),
    pollsStreams: workload.runsOn === "lambda" && workload.pollsStreams === true,
    pod:
      workload.runsOn === "eks"
        ? {
            clusters: nonEmpty(clustersOfPod(workload), `clusters of ${name}`),
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
