import type { Declaration, DeclaredAccount } from "../reading/declaration.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { TENANT_VERBS } from "../schema/vocabulary.ts";
import { defaultsFor, type TableSettings, tableSettings } from "../settings.ts";
import { byName, inOrderOf, sortedBy } from "../sorted.ts";
import type { Origin } from "./origin.ts";
import type { Attribute, KeySchema, PlannedIndex, PlannedTable, PlannedTenants } from "./planned-table.ts";
import { plannedTags } from "./planned-tags.ts";

/** All tables of a declaration by `<account>/<table>`, and the replicas of each by the same name. */
export interface ReplicaSources {
  readonly tables: ReadonlyMap<string, DeclaredTable>;
  readonly replicas: ReadonlyMap<string, readonly { readonly account: string; readonly region: string }[]>;
}

/** Finds the tables that other accounts replicate. */
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
  const settings = {
    ...tableSettings(table, defaultsFor(organization, account.account.value), organization.homeRegion),
    ...(shape === table ? {} : sourceSettings(declaration, table, shape)),
  };
  return {
    ...settings,
    origin,
    name,
    physicalName: table.existing ?? name,
    created: table.existing === undefined,
    writesPolicy: table.existing === undefined || table.adds?.includes("resource-policy") === true,
    key: keySchema(shape.key?.partition, shape.key?.sort),
    indexes: planIndexes(shape, settings.capacity),
    timeToLive: shape.timeToLive,
    stream: shape.stream,
    replicaOf: referenceOf(table.replicaOf),
    replicas: sortedBy(sources.replicas.get(`${account.name}/${name}`) ?? [], ({ account }) => account),
    tenants: planTenants(table),
    tags: plannedTags(table.tags),
  };
}

/**
 * What a replica takes from its source, whatever its own account's defaults say: what protects the data, and the capacity, which DynamoDB
 * keeps the same in all replicas.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_MA_HowItWorks.html
 */
function sourceSettings(
  declaration: Declaration,
  table: DeclaredTable,
  source: DeclaredTable,
): Partial<Pick<TableSettings, "classification" | "capacity">> {
  const owner = declaration.accounts.find(({ name }) => name === table.replicaOf?.split("/")[0]);
  const organization = declaration.organization.value;
  if (owner === undefined) return { classification: "sensitive" };
  const { classification, capacity } = tableSettings(source, defaultsFor(organization, owner.account.value), organization.homeRegion);
  return { classification, capacity };
}

function referenceOf(reference: string | undefined): PlannedTable["replicaOf"] {
  const [account = "", table = ""] = reference?.split("/") ?? [];
  return reference === undefined ? undefined : { account, table };
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
