import * as pulumi from "@pulumi/pulumi";
import { grantsOn } from "../../model/plan/plan-index.ts";
import type { PlannedKey, PlannedSecret } from "../../model/plan/planned-account.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import type { ResolvedTable } from "../../model/plan/resolve.ts";
import type { NamedRole } from "../../sharing/deployed-grant.ts";
import type { Replica } from "../../sharing/replication.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { type ReadGrant, readGrant } from "../wiring/read-grants.ts";
import { namedRole } from "./access-roles.ts";
import { type FoundTable, findTable, waitsForStream } from "./existing-tables.ts";
import { replicasOf } from "./replicas.ts";
import type { DataRoles } from "./roles.ts";
import type { KnownTable } from "./table-policies.ts";

/** A table with everyone whom its policies name. */
export interface GrantedTable {
  readonly table: ResolvedTable;
  readonly grants: readonly ReadGrant[];
  /** The role of its tenants' sessions. */
  readonly tenantRole: pulumi.Output<NamedRole> | undefined;
  /** The table and all its replicas; empty where it is not replicated. */
  readonly replicas: readonly Replica[];
  /** What AWS says of a table that exists; undefined where it is made here. */
  readonly found: FoundTable | undefined;
}

/** A table's grants as soon as all their roles are known. */
export const knownTable = ({ table, grants, tenantRole, replicas }: GrantedTable): pulumi.Output<KnownTable> =>
  pulumi
    .all([pulumi.all(grants.map(({ deployed }) => deployed)), tenantRole])
    .apply(([known, role]) => ({ table, grants: known, tenantRole: role, replicas }));

/** A declared key with its direct grants. */
export interface GrantedKey {
  readonly key: PlannedKey;
  readonly grants: readonly ReadGrant[];
}

/** A secret with its grants. */
export interface GrantedSecret {
  readonly secret: PlannedSecret;
  readonly grants: readonly ReadGrant[];
}

/** The tables, keys and secrets of an account with the grants that can be deployed. */
export interface GrantedData {
  readonly tables: readonly GrantedTable[];
  readonly keys: readonly GrantedKey[];
  readonly secrets: readonly GrantedSecret[];
  /** Ids of grants that wait for the stream of a table that exists. */
  readonly waiting: ReadonlySet<string>;
}

/** Reads the grants on an account's data, and looks up the tables that exist. */
export async function grantedData(context: AccountContext, roles: DataRoles): Promise<GrantedData> {
  const { account, plan } = context;
  const accessRoles = new Map(roles.access.flatMap(({ grants, role }) => grants.map(({ id }) => [id, namedRole(role)] as const)));
  const tenantRoles = new Map(roles.tenants.map(({ table, role }) => [table, namedRole(role)]));
  const granted = (kind: Kind, name: string) =>
    grantsOn(plan, account.name, kind, name).flatMap((grant) => readGrant(context, grant, accessRoles) ?? []);

  const tables: GrantedTable[] = [];
  const waiting = new Set<string>();
  for (const table of account.tables) {
    const planned = grantsOn(plan, account.name, "tables", table.name);
    const found = table.created ? undefined : await findTable(context, table, planned);
    for (const grant of planned) if (waitsForStream(grant, found)) waiting.add(grant.id);
    tables.push({
      table,
      grants: granted("tables", table.name).filter(({ grant }) => !waiting.has(grant.id)),
      tenantRole: tenantRoles.get(table.name),
      replicas: replicasOf(plan, account, table),
      found,
    });
  }
  return {
    tables,
    secrets: account.secrets.map((secret) => ({ secret, grants: granted("secrets", secret.name) })),
    keys: account.keys.map((key) => ({ key, grants: granted("keys", key.name) })),
    waiting,
  };
}
