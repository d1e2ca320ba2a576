import { compareText } from "../../iam/compare-text.ts";
import { tableNameOf } from "../names.ts";
import type { Declaration, DeclaredAccount } from "../reading/declaration.ts";
import { regionalSourceOf, replicaSourceOf } from "../replica-source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { TENANT_VERBS } from "../schema/vocabulary.ts";
import { defaultsFor, LONGEST_RECOVERY_DAYS, type TableSettings, tableSettings } from "../settings.ts";
import { byName, inOrderOf, sortedBy } from "../sorted.ts";
import type { Origin } from "./origin.ts";
import type { Attribute, KeySchema, PlannedIndex, PlannedTable, PlannedTenants } from "./planned-table.ts";
import { plannedTags } from "./planned-tags.ts";

/** All tables of a declaration by `<account>/<table>`, and the replicas of each by the same name. */
export interface ReplicaSources {
  readonly tables: ReadonlyMap<string, DeclaredTable>;
  readonly replicas: ReadonlyMap<string, readonly { readonly account: string; readonly region: string }[]>;
}

/** Finds the tables that are replicated. */
export function replicaSources(declaration: Declaration): ReplicaSources {
  const tables = new Map<string, DeclaredTable>();
  const replicas = new Map<string, { account: string; region: string }[]>();
  for (const { name: account, data } of declaration.accounts) {
    for (const [name, table] of Object.entries(data?.value.tables ?? {})) {
      tables.set(`${account}/${name}`, table);
      if (table.replicaOf === undefined) continue;
      const region = table.region ?? declaration.organization.value.homeRegion;
      replicas.set(table.replicaOf, [...(replicas.get(table.replicaOf) ?? []), { account, region }]);
    }
  }
  return { tables, replicas };
}

/** A table as its account declares it. */
export interface TableEntry {
  readonly account: DeclaredAccount;
  readonly name: string;
  readonly table: DeclaredTable;
  readonly origin: Origin;
  readonly sources: ReplicaSources;
}

/** A table with every default applied; a replica has its source's keys, indexes and settings. */
export function planTable(declaration: Declaration, { account, name, table, origin, sources }: TableEntry): PlannedTable {
  const organization = declaration.organization.value;
  const shape = table.replicaOf === undefined ? table : (sources.tables.get(table.replicaOf) ?? table);
  const source = replicaSourceOf(table);
  const regionalSource = regionalSourceOf(account.name, table);
  const isRegional = regionalSource !== undefined;
  const own = tableSettings(table, defaultsFor(organization, account.account.value), organization.homeRegion);
  const settings = {
    ...own,
    ...(shape === table ? {} : sourceSettings(declaration, table, shape)),
    ...(isRegional ? regionalSettings(declaration, account, own, shape) : {}),
  };
  const replicas = sources.replicas.get(`${account.name}/${name}`) ?? [];
  return {
    ...settings,
    origin,
    name,
    physicalName: tableNameOf(account.name, name, table),
    created: table.existing === undefined,
    writesPolicy: table.existing === undefined || table.adds?.includes("resource-policy") === true,
    key: keySchema(shape.key?.partition, shape.key?.sort),
    indexes: planIndexes(shape, settings.capacity),
    timeToLive: shape.timeToLive,
    stream: shape.stream,
    replicaOf: isRegional ? undefined : source,
    replicas: sortedBy(
      replicas.filter((replica) => replica.account !== account.name),
      (replica) => replica.account,
    ),
    regionalReplicaOf: regionalSource,
    replicaRegions: replicas.flatMap((replica) => (replica.account === account.name ? [replica.region] : [])).sort(compareText),
    tenants: planTenants(table),
    tags: plannedTags(table.tags),
  };
}

/**
 * What a replica takes from its source, whatever its own account's defaults say: what protects the data, and the capacity, which DynamoDB
 * keeps the same in all replicas.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_MA_HowItWorks.html
 */
function sourceSettings(declaration: Declaration, table: DeclaredTable, source: DeclaredTable): Partial<TableSettings> {
  const owner = declaration.accounts.find(({ name }) => name === replicaSourceOf(table)?.account);
  const organization = declaration.organization.value;
  if (owner === undefined) return { classification: "sensitive" };
  const { classification, capacity } = tableSettings(source, defaultsFor(organization, owner.account.value), organization.homeRegion);
  return { classification, capacity };
}

/**
 * What a replica in the same account takes besides. To change its class, Pulumi would make it anew; and of its recovery Pulumi says only whether
 * it is on, for as long as AWS keeps it.
 * https://www.pulumi.com/registry/packages/aws/api-docs/dynamodb/tablereplica/
 */
function regionalSettings(
  { organization }: Declaration,
  { account }: DeclaredAccount,
  own: TableSettings,
  source: DeclaredTable,
): Pick<TableSettings, "class" | "pointInTimeRecoveryDays"> {
  const { class: storage } = tableSettings(source, defaultsFor(organization.value, account.value), organization.value.homeRegion);
  return { class: storage, pointInTimeRecoveryDays: own.pointInTimeRecoveryDays === 0 ? 0 : LONGEST_RECOVERY_DAYS };
}

function keySchema(
  partition: Readonly<Record<string, Attribute["type"]>> | undefined,
  sort: Readonly<Record<string, Attribute["type"]>> | undefined,
): KeySchema {
  const attribute = (map: Readonly<Record<string, Attribute["type"]>>): Attribute => {
    const [name = "", type = "string"] = Object.entries(map)[0] ?? [];
    return { name, type: type };
  };
  return { partition: attribute(partition ?? {}), sort: sort === undefined ? undefined : attribute(sort) };
}

function planIndexes(table: DeclaredTable, capacity: TableSettings["capacity"]): PlannedIndex[] {
  const project = (declared: "all" | "keys" | string[] | undefined) =>
    Array.isArray(declared) ? [...declared].sort() : (declared ?? "all");
  const tableCapacity = typeof capacity === "object" ? capacity : undefined;
  const globals = byName(
    table.indexes,
    (name, index): PlannedIndex => ({
      ...keySchema(index.partition, index.sort),
      name,
      local: false,
      project: project(index.project),
      tenant: index.tenant === true,
      capacity: typeof index.capacity === "object" ? index.capacity : tableCapacity,
    }),
  );
  const locals = byName(
    table.localIndexes,
    (name, index): PlannedIndex => ({
      ...keySchema(table.key?.partition, index.sort),
      name,
      local: true,
      project: project(index.project),
      tenant: false,
      capacity: undefined,
    }),
  );
  return sortedBy([...globals, ...locals], ({ name }) => name);
}

function planTenants({ tenants }: DeclaredTable): PlannedTenants | undefined {
  if (tenants === undefined) return undefined;
  return {
    broker: tenants.broker,
    tag: tenants.tag,
    prefix: tenants.prefix ?? "",
    can: inOrderOf(TENANT_VERBS, tenants.can),
    on: placesOf(tenants.on),
  };
}

/** The table first, then indexes by name. */
export function placesOf(on: readonly string[] | undefined): string[] {
  if (on === undefined) return ["table"];
  return [...(on.includes("table") ? ["table"] : []), ...on.filter((name) => name !== "table").sort()];
}
