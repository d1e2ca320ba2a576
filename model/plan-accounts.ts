import { resolveNetwork } from "./checks/networks.ts";
import type { Declaration, DeclaredAccount } from "./load.ts";
import { roleNameOf, WORKLOAD_PATH } from "./names.ts";
import type { Origin } from "./plan.ts";
import type { AttachedPolicies, DeclaredLetThrough, DeclaredNetwork, DeclaredWorkload } from "./schema/account.ts";
import type { DeclaredEncryption, DeclaredTable } from "./schema/data.ts";
import { type Perimeter, TABLE_VERBS, TENANT_VERBS } from "./schema/vocabulary.ts";
import { accountPerimeter, defaultsFor, deletionOf, lineage, type TableSettings, tableSettings, unitPerimeter } from "./settings.ts";
import { byName, inOrderOf, sortedBy } from "./sorted.ts";
import type { Path } from "./source.ts";

export interface PlannedUnit {
  readonly origin: Origin;
  /** From the root, with `/` between levels; levels that only lead to a declared unit are units too. */
  readonly path: string;
  readonly perimeter: Perimeter;
  readonly because: string | undefined;
  /** The id of a unit that exists; undefined where it is created. */
  readonly existing: string | undefined;
  readonly attachedPolicies: AttachedPolicies;
}

export interface Attribute {
  readonly name: string;
  readonly type: "string" | "number" | "binary";
}

export interface KeySchema {
  readonly partition: Attribute;
  readonly sort: Attribute | undefined;
}

export interface PlannedIndex extends KeySchema {
  readonly name: string;
  readonly local: boolean;
  readonly project: "all" | "keys" | readonly string[];
  /** Whether its partition key begins with the tenant. */
  readonly tenant: boolean;
  readonly capacity: { readonly read: number; readonly write: number } | undefined;
}

export interface PlannedTenants {
  readonly broker: string;
  readonly tag: string;
  readonly prefix: string;
  readonly can: readonly ("read" | "write")[];
  readonly on: readonly string[];
}

export interface PlannedTable extends TableSettings {
  readonly origin: Origin;
  /** Name in the declaration. */
  readonly name: string;
  /** Name in AWS. */
  readonly physicalName: string;
  /** Whether it is made here or merely referenced. */
  readonly created: boolean;
  /** Whether Palisade writes its resource policy. */
  readonly writesPolicy: boolean;
  readonly key: KeySchema;
  /** Sorted by name, local ones included. */
  readonly indexes: readonly PlannedIndex[];
  readonly timeToLive: string | undefined;
  readonly stream: DeclaredTable["stream"];
  /** The table that this one replicates, in another account. */
  readonly replicaOf: { readonly account: string; readonly table: string } | undefined;
  /** Accounts and regions that replicate this one. */
  readonly replicas: readonly { readonly account: string; readonly region: string }[];
  readonly tenants: PlannedTenants | undefined;
}

export interface PlannedKey {
  readonly origin: Origin;
  readonly name: string;
  readonly description: string | undefined;
  readonly region: string;
  /** ARN of a key that exists; undefined where it is made here. */
  readonly existing: string | undefined;
  readonly deletion: "protected" | "allowed";
}

export interface PlannedSecret {
  readonly origin: Origin;
  readonly name: string;
  readonly description: string | undefined;
  readonly region: string;
  /** Full ARN of a secret that exists; undefined where it is made here. */
  readonly existing: string | undefined;
  readonly writesPolicy: boolean;
  readonly encryption: DeclaredEncryption;
  readonly deletion: "protected" | "allowed";
}

export type PlannedNetwork = { readonly origin: Origin; readonly name: string; readonly region: string } & (
  | { readonly kind: "created"; readonly cidr: string; readonly zones: number }
  | {
      readonly kind: "existing";
      readonly vpc: string;
      readonly cidr: string | undefined;
      /** The DynamoDB endpoint that is there; undefined where one is added to the route tables. */
      readonly dynamodbEndpoint: string | undefined;
      readonly routeTables: readonly string[];
    }
  | { readonly kind: "shared"; readonly from: { readonly account: string; readonly network: string } }
);

export interface PlannedCluster {
  readonly origin: Origin;
  readonly name: string;
  readonly eksName: string;
  readonly network: string;
  /** Whether the account's own OIDC provider for it is made here. */
  readonly createsProvider: boolean;
}

/** The VPC that a workload calls from: the account that holds it and its name there. */
export interface NetworkReference {
  readonly account: string;
  readonly network: string;
  readonly region: string;
}

export interface PlannedWorkload {
  readonly origin: Origin;
  readonly name: string;
  readonly runsOn: DeclaredWorkload["runsOn"];
  /** Undefined for a function that only has its streams polled. */
  readonly network: NetworkReference | undefined;
  readonly pollsStreams: boolean;
  readonly pod:
    | { readonly cluster: string; readonly namespace: string; readonly serviceAccount: string; readonly identity: "irsa" | "pod-identity" }
    | undefined;
  readonly role: {
    /** IAM path without slashes at its ends; undefined for the root path. */
    readonly path: string | undefined;
    readonly name: string;
    readonly created: boolean;
    /** Whether Palisade may add permissions to it; otherwise they are handed back. */
    readonly addsPermissions: boolean;
  };
}

export interface PlannedAccount {
  readonly origin: Origin;
  readonly name: string;
  /** Undefined where the account is created. */
  readonly id: string | undefined;
  readonly email: string | undefined;
  readonly organizationalUnit: string;
  readonly perimeter: Perimeter;
  readonly perimeterBecause: string | undefined;
  readonly networks: readonly PlannedNetwork[];
  readonly clusters: readonly PlannedCluster[];
  readonly workloads: readonly PlannedWorkload[];
  readonly tables: readonly PlannedTable[];
  readonly keys: readonly PlannedKey[];
  readonly secrets: readonly PlannedSecret[];
  readonly letThrough: DeclaredLetThrough;
  readonly attachedPolicies: AttachedPolicies;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export function planUnits({ organization }: Declaration): PlannedUnit[] {
  const declared = new Map(Object.entries(organization.value.organizationalUnits));
  const paths = new Set([...declared.keys()].flatMap(lineage));
  return [...paths].sort().map((path): PlannedUnit => {
    const unit = declared.get(path);
    const nearest = unit === undefined ? [...declared.keys()].sort().find((key) => key.startsWith(`${path}/`)) : path;
    return {
      origin: { id: `unit/${path}`, ...organization.source.position(["organizationalUnits", nearest ?? path]) },
      path,
      perimeter: unitPerimeter(organization.value, path),
      because: unit?.because,
      existing: unit?.existing,
      attachedPolicies: sortedPolicies(unit?.attachedPolicies),
    };
  });
}

/** Policies of a node in a fixed order. */
export function sortedPolicies(policies: AttachedPolicies | undefined): AttachedPolicies {
  return { serviceControl: [...(policies?.serviceControl ?? [])].sort(), resourceControl: [...(policies?.resourceControl ?? [])].sort() };
}

/** Mappings of what is let through in a fixed order. */
export function sortedLetThrough(declared: DeclaredLetThrough | undefined): DeclaredLetThrough {
  const ordered = (mapping: Readonly<Record<string, string>> | undefined) =>
    Object.fromEntries(byName(mapping, (name, why) => [name, why]));
  return {
    services: ordered(declared?.services),
    backupRoles: ordered(declared?.backupRoles),
    serviceRoles: ordered(declared?.serviceRoles),
  };
}

export function planAccounts(declaration: Declaration): PlannedAccount[] {
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
  return declaration.accounts.map((account) => planAccount(declaration, account, tables, replicas));
}

function planAccount(
  declaration: Declaration,
  declared: DeclaredAccount,
  tables: ReadonlyMap<string, DeclaredTable>,
  replicas: ReadonlyMap<string, readonly { account: string; region: string }[]>,
): PlannedAccount {
  const organization = declaration.organization.value;
  const { source, value: file } = declared.account;
  const at = (path: Path): Origin => ({ id: [declared.name, ...path].join("/"), ...source.position(path) });
  const inData = (path: Path): Origin => ({ id: [declared.name, ...path].join("/"), ...(declared.data?.source ?? source).position(path) });
  const defaults = defaultsFor(organization, file);
  return {
    origin: { ...at(["account"]), id: declared.name },
    name: declared.name,
    id: file.id,
    email: file.email,
    organizationalUnit: file.organizationalUnit,
    perimeter: accountPerimeter(organization, file),
    perimeterBecause: file.because,
    networks: byName(file.networks, (name, network) => planNetwork(declaration, declared.name, name, network, at(["networks", name]))),
    clusters: byName(file.clusters, (name, { existing, network, oidcProvider }) => ({
      origin: at(["clusters", name]),
      name,
      eksName: existing,
      network,
      createsProvider: oidcProvider !== "existing",
    })),
    workloads: byName(file.workloads, (name, workload) =>
      planWorkload(declaration, declared.name, name, workload, at(["workloads", name])),
    ),
    tables: byName(declared.data?.value.tables, (name, table) => {
      const shape = table.replicaOf === undefined ? table : (tables.get(table.replicaOf) ?? table);
      const settings = {
        ...tableSettings(table, defaults, organization.homeRegion),
        ...(shape === table ? {} : sourceSettings(declaration, table, shape)),
      };
      return {
        ...settings,
        origin: inData(["tables", name]),
        name,
        physicalName: table.existing ?? name,
        created: table.existing === undefined,
        writesPolicy: table.existing === undefined || table.adds?.includes("resource-policy") === true,
        key: keySchema(shape.key?.partition, shape.key?.sort),
        indexes: planIndexes(shape, settings.capacity),
        timeToLive: shape.timeToLive,
        stream: shape.stream,
        replicaOf: referenceOf(table.replicaOf),
        replicas: sortedBy(replicas.get(`${declared.name}/${name}`) ?? [], ({ account }) => account),
        tenants: planTenants(table),
      };
    }),
    keys: byName(declared.data?.value.keys, (name, key) => ({
      origin: inData(["keys", name]),
      name,
      description: key.description,
      region: key.region ?? organization.homeRegion,
      existing: key.existing,
      deletion: deletionOf("keys", key.deletion, defaults),
    })),
    secrets: byName(declared.data?.value.secrets, (name, secret) => ({
      origin: inData(["secrets", name]),
      name,
      description: secret.description,
      region: secret.region ?? organization.homeRegion,
      existing: secret.existing,
      writesPolicy: secret.existing === undefined || secret.adds?.includes("resource-policy") === true,
      encryption: secret.encryption ?? "own-key",
      deletion: deletionOf("secrets", secret.deletion, defaults),
    })),
    letThrough: sortedLetThrough(file.letThrough),
    attachedPolicies: sortedPolicies(file.attachedPolicies),
    tags: byName(file.tags, (key, value) => ({ key, value })),
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

function planNetwork(declaration: Declaration, account: string, name: string, network: DeclaredNetwork, origin: Origin): PlannedNetwork {
  if ("sharedFrom" in network) {
    const [owner = "", shared = ""] = network.sharedFrom.split("/");
    const region = networkReference(declaration, account, name)?.region ?? declaration.organization.value.homeRegion;
    return { kind: "shared", origin, name, region, from: { account: owner, network: shared } };
  }
  if ("existing" in network) {
    const routeTables = [...(network.routeTables ?? [])].sort();
    return {
      kind: "existing",
      origin,
      name,
      region: network.region,
      vpc: network.existing,
      cidr: network.cidr,
      dynamodbEndpoint: network.dynamodbEndpoint,
      routeTables,
    };
  }
  return { kind: "created", origin, name, region: network.region, cidr: network.cidr, zones: network.zones ?? 3 };
}

function networkReference(declaration: Declaration, account: string, name: string): NetworkReference | undefined {
  const drafted = declaration.draft.byName.get(account);
  const found = drafted === undefined ? undefined : resolveNetwork(declaration.draft, drafted, name);
  return found === undefined ? undefined : { account: found.owner, network: found.name, region: found.region };
}

function planWorkload(
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

/** Rights on a table in the order of their vocabulary. */
export const tableRights = (can: readonly (typeof TABLE_VERBS)[number][]) => inOrderOf(TABLE_VERBS, can);
