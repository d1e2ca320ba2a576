import { remember } from "../remember.ts";
import type { ReplicaSource } from "../replica-source.ts";
import type { Plan } from "./plan.ts";
import type { PlannedTable } from "./planned-table.ts";

/** A table and where it is. */
export interface TablePlace extends ReplicaSource {
  readonly region: string;
}

/** A replica, and the table that it replicates. */
export interface PlannedReplica extends TablePlace {
  readonly replicates: TablePlace;
}

/** The table that a planned one replicates: of its own account in another region, or of another account; undefined where it replicates none. */
const sourceOf = (account: string, { replicaOf, regionalReplicaOf }: PlannedTable): ReplicaSource | undefined =>
  regionalReplicaOf === undefined ? replicaOf : { account, table: regionalReplicaOf };

/** Every replica of a plan, in its order: by account, then by name. */
export const plannedReplicas = remember(({ accounts }: Pick<Plan, "accounts">): readonly PlannedReplica[] => {
  const regions = new Map(accounts.flatMap(({ name, tables }) => tables.map((table) => [`${name}/${table.name}`, table.region] as const)));
  return accounts.flatMap(({ name: account, tables }) =>
    tables.flatMap((table): PlannedReplica[] => {
      const source = sourceOf(account, table);
      if (source === undefined) return [];
      const region = regions.get(`${source.account}/${source.table}`) ?? "";
      return [{ account, table: table.name, region: table.region, replicates: { ...source, region } }];
    }),
  );
});

/** The other tables with the same items: the one that is replicated first, then its replicas; none for a table without replicas. */
export function sameItemsAs(plan: Pick<Plan, "accounts">, account: string, table: string): TablePlace[] {
  const replicas = plannedReplicas(plan);
  const isAsked = (place: TablePlace) => place.account === account && place.table === table;
  const source = replicas.find(isAsked)?.replicates;
  const isFirst = (place: TablePlace) =>
    source === undefined ? isAsked(place) : place.account === source.account && place.table === source.table;
  const family = replicas.filter(({ replicates }) => isFirst(replicates));
  return [...(source === undefined ? [] : [source]), ...family.filter((place) => !isAsked(place))].map(
    ({ account: of, table: name, region }) => ({ account: of, table: name, region }),
  );
}
