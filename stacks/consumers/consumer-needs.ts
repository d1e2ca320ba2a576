import { stackName } from "../../model/names.ts";
import { readsStream } from "../../model/plan/plan-endpoints.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import { isByAccessRole } from "../wiring/carried-grants.ts";
import { accessRoleKey, clusterNeeds, mayLackRole, waitingTenants } from "../wiring/read-grants.ts";
import type { Need } from "../wiring/references.ts";
import { isOfStream } from "./used-grants.ts";
import { resourceKey } from "./used-resources.ts";
import { brokeredTables, grantsOfWorkload } from "./workload-statements.ts";

/** What the consumers layer reads of other stacks for one workload; one output may be named several times. */
export function workloadNeeds(plan: ResolvedPlan, account: ResolvedAccount, workload: ResolvedWorkload): Need[] {
  const { name } = workload;
  const grants = grantsOfWorkload(plan, account, name);
  const brokered = brokeredTables(account, name);
  const usesOwnRole = brokered.length > 0 || grants.some(({ how }) => how !== "irsa");
  const forGrants = [...grants.map(({ id }) => id), ...brokered.flatMap((table) => waitingTenants(account, table).forGrants ?? [])];
  return [
    ...(usesOwnRole
      ? [{ stack: stackName("foundation", account.name), key: `role:${name}`, ...(mayLackRole(workload) ? { forGrants } : {}) } as const]
      : []),
    ...grants.flatMap((grant) => grantNeeds(account, workload, grant)),
    ...brokered.map(
      (table) => ({ stack: stackName("data", account.name), key: `tenantRole:${table.name}`, ...waitingTenants(account, table) }) as const,
    ),
  ];
}

/** What one grant needs: the resource, the role that carries it, the pod's cluster, and the network that its documents name. */
function grantNeeds(account: ResolvedAccount, workload: ResolvedWorkload, grant: ResolvedGrant): Need[] {
  if (grant.consumer.kind === "account") return [];
  const { pod, network } = workload;
  const forGrants = [grant.id];
  const data = stackName("data", grant.owner);
  const namesNetwork = grant.owner !== account.name || readsStream(grant, workload);
  return [
    { stack: data, key: resourceKey(grant), forGrants },
    ...(isOfStream(grant) ? [{ stack: data, key: `stream:${grant.name}`, forGrants } as const] : []),
    ...(isByAccessRole(grant) ? [{ stack: data, key: accessRoleKey(grant.consumer), forGrants }] : []),
    ...(pod?.identity === "pod-identity" ? clusterNeeds(account.name, pod, grant.id) : []),
    ...(network === undefined || !namesNetwork
      ? []
      : [{ stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants } as const]),
  ];
}
