import type { PlannedAccount } from "./planned-account.ts";
import { consumerName, type PlannedGrant } from "./planned-grant.ts";
import type { PlannedNetwork } from "./planned-network.ts";
import type { PlannedReach } from "./planned-reach.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

/**
 * The accounts that the endpoints of each network lead to. Networks without an endpoint of Palisade's are left out: those that are shared from
 * another account, and existing ones that have their own.
 */
export function planReach(accounts: readonly PlannedAccount[], grants: readonly PlannedGrant[]): PlannedReach[] {
  const networkOf = new Map<string, PlannedWorkload["network"]>(
    accounts.flatMap(({ name, workloads, people }) =>
      [...workloads, ...people].map((each) => [`${name}/${each.name}`, each.network] as const),
    ),
  );
  const granted = Map.groupBy(
    grants.filter(({ state }) => state !== "closed"),
    ({ consumer }) => {
      const network = networkOf.get(consumerName(consumer));
      return `${network?.account ?? ""}/${network?.network ?? ""}`;
    },
  );
  const sharing = Map.groupBy(
    accounts.flatMap(({ name, networks }) => networks.flatMap((each) => (each.kind === "shared" ? [{ name, from: each.from }] : []))),
    ({ from }) => `${from.account}/${from.network}`,
  );
  return accounts.flatMap(({ name: account, networks }) =>
    networks.filter(hasOwnEndpoint).map((network): PlannedReach => {
      const key = `${account}/${network.name}`;
      const callers = sorted([account, ...(sharing.get(key) ?? []).map(({ name }) => name)]);
      const others = (granted.get(key) ?? []).filter(({ owner }) => !callers.includes(owner));
      return {
        account,
        network: network.name,
        callers,
        owners: sorted(others.map(({ owner }) => owner)),
        roleOwners: sorted(others.filter(({ how }) => how !== "resource-policy").map(({ owner }) => owner)),
        reaches: network.kind === "created" ? network.reaches : [],
      };
    }),
  );
}

/** Whether Palisade makes endpoints in a network: all of them, or the one for DynamoDB. */
const hasOwnEndpoint = (network: PlannedNetwork): boolean =>
  network.kind === "created" || (network.kind === "existing" && network.dynamodbEndpoint === undefined);

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
