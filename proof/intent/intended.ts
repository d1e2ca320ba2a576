import { parseArn, partitionOf, roleArn, tableArn } from "../../iam/arn.ts";
import { endOf, isOver } from "../../model/calendar.ts";
import { ACCESS_PATH, BREAK_GLASS_PATH, EXTERNAL_ACCESS_PATH, roleNameOf, WORKLOAD_PATH } from "../../model/names.ts";
import type { Declaration, DeclaredAccount } from "../../model/reading/declaration.ts";
import type { DeclaredWorkload } from "../../model/schema/account.ts";
import type { DeclaredKey, DeclaredSecret, DeclaredTable } from "../../model/schema/data.ts";
import type { Perimeter } from "../../model/schema/vocabulary.ts";
import { accountPerimeter, defaultsFor, tableSettings } from "../../model/settings.ts";
import type { Who } from "./subject.ts";

/** A network by the account that has it, whoever shares it. */
export interface IntendedNetwork {
  readonly account: string;
  readonly network: string;
  readonly region: string;
  /** Services that nothing leaves the network for but through an endpoint of Palisade's; "all" where Palisade makes the network. */
  readonly endpoints: "all" | readonly string[];
}

/** A workload and the role that it runs as. */
export interface IntendedWorkload {
  readonly account: string;
  readonly name: string;
  readonly roleArn: string;
  /** Whether its team made the role, which then may hold more than what is declared. */
  readonly isExisting: boolean;
  readonly network: IntendedNetwork | undefined;
  readonly pollsStreams: boolean;
  readonly pod: Extract<DeclaredWorkload, { runsOn: "eks" }> | undefined;
}

/** A grant, or a use by a workload of the owner's account. */
export interface IntendedGrant {
  readonly consumer: { readonly account: string; readonly workload: string } | { readonly party: string };
  readonly can: readonly string[];
  readonly on: readonly string[];
  /** The instant after which it is over, in milliseconds; undefined where it has no end. */
  readonly ends: number | undefined;
  /** As declared; left out where Palisade chooses. */
  readonly how: string | undefined;
  readonly declaredAt: string;
}

/** A table, key or secret with everything that decides who may use it. */
export interface IntendedResource {
  readonly account: string;
  readonly kind: "table" | "key" | "secret";
  readonly name: string;
  readonly region: string;
  readonly isSensitive: boolean;
  /** Whether it exists already, so that policies which nobody told may let in more. */
  readonly isExisting: boolean;
  readonly table: DeclaredTable | undefined;
  readonly declared: DeclaredTable | DeclaredKey | DeclaredSecret;
  readonly grants: readonly IntendedGrant[];
}

/** An account with what decides about requests to it and from it. */
export interface IntendedAccount {
  readonly name: string;
  readonly id: string;
  readonly perimeter: Perimeter;
  readonly networks: readonly IntendedNetwork[];
  readonly workloads: readonly IntendedWorkload[];
  readonly resources: readonly IntendedResource[];
  readonly services: readonly string[];
  readonly backupRoles: readonly string[];
  readonly serviceRoles: readonly string[];
}

/** What a declaration intends, read from its files alone. */
export interface Intended {
  readonly now: Date;
  /** The organization's name. */
  readonly name: string;
  readonly accounts: ReadonlyMap<string, IntendedAccount>;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly managementAccount: string;
  readonly deployRole: string;
  readonly administrators: readonly string[];
  readonly breakGlass: { readonly role: string; readonly trusted: readonly string[] };
  readonly parties: ReadonlyMap<
    string,
    { readonly account: string; readonly role: string; readonly networks: readonly string[]; readonly externalId: string | undefined }
  >;
  readonly issuers: readonly string[];
}

/** Ids of accounts that the declaration creates, by name; an account whose id is unknown is left out. */
export type CreatedAccounts = ReadonlyMap<string, string>;

/** Reads what a declaration intends. */
export function intendedOf(declaration: Declaration, created: CreatedAccounts): Intended {
  const file = declaration.organization.value;
  const ids = new Map(
    declaration.accounts.flatMap(({ name, account }) => {
      const id = account.value.id ?? created.get(name);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
  const accounts = declaration.accounts.flatMap((each): IntendedAccount[] => {
    const id = ids.get(each.name);
    return id === undefined ? [] : [intendedAccount(declaration, each, id)];
  });
  return {
    now: declaration.now,
    name: file.organization.name,
    accounts: new Map(accounts.map((account) => [account.name, account])),
    accountNames: new Map([...[...ids].map(([name, id]) => [id, name] as const), [file.organization.managementAccount, "management"]]),
    managementAccount: file.organization.managementAccount,
    deployRole: file.deployment.role,
    administrators: file.administrators,
    breakGlass: { role: file.breakGlass.role, trusted: file.breakGlass.trusted },
    parties: new Map(
      Object.entries(file.externalParties ?? {}).map(([name, { account, role, networks, externalId }]) => [
        name,
        { account, role, networks, externalId },
      ]),
    ),
    issuers: Object.values(file.trustedIssuers ?? {}).map(({ issuer }) => issuer),
  };
}

function intendedAccount(declaration: Declaration, declared: DeclaredAccount, id: string): IntendedAccount {
  const organization = declaration.organization.value;
  const { value: file } = declared.account;
  const names = (kind: "services" | "backupRoles" | "serviceRoles") => [
    ...new Set([...Object.keys(organization.letThrough?.[kind] ?? {}), ...Object.keys(file.letThrough?.[kind] ?? {})]),
  ];
  return {
    name: declared.name,
    id,
    perimeter: accountPerimeter(organization, file),
    networks: Object.keys(file.networks ?? {}).flatMap((name) => networkOf(declaration, declared.name, name) ?? []),
    workloads: Object.entries(file.workloads ?? {}).map(([name, workload]) => workloadOf(declaration, declared, id, name, workload)),
    resources: resourcesOf(declaration, declared),
    services: names("services"),
    backupRoles: names("backupRoles"),
    serviceRoles: names("serviceRoles"),
  };
}

/** A network where it really is: a shared one is its owner's. */
function networkOf(declaration: Declaration, account: string, name: string): IntendedNetwork | undefined {
  const network = declaration.accounts.find((each) => each.name === account)?.account.value.networks?.[name];
  if (network === undefined) return undefined;
  if (!("sharedFrom" in network)) {
    const isAdded = "existing" in network && network.adds?.includes("endpoints") === true;
    return { account, network: name, region: network.region, endpoints: "existing" in network ? (isAdded ? ["dynamodb"] : []) : "all" };
  }
  const [owner = "", shared = ""] = network.sharedFrom.split("/");
  return networkOf(declaration, owner, shared);
}

function workloadOf(
  declaration: Declaration,
  declared: DeclaredAccount,
  accountId: string,
  name: string,
  workload: DeclaredWorkload,
): IntendedWorkload {
  const { value: file } = declared.account;
  const network = workload.runsOn === "eks" ? file.clusters?.[workload.cluster]?.network : workload.network;
  const existing = workload.role?.existing;
  const partition = partitionOf(declaration.organization.value.homeRegion);
  return {
    account: declared.name,
    name,
    roleArn: roleArn({
      partition,
      accountId,
      ...(existing === undefined ? { path: WORKLOAD_PATH, name: roleNameOf(name) } : pathAndName(existing)),
    }),
    isExisting: existing !== undefined,
    network: network === undefined ? undefined : networkOf(declaration, declared.name, network),
    pollsStreams: workload.runsOn === "lambda" && workload.pollsStreams === true,
    pod: workload.runsOn === "eks" ? workload : undefined,
  };
}

/** A role's path and name as an ARN takes them. */
export function pathAndName(role: string): { readonly path?: string; readonly name: string } {
  const slash = role.lastIndexOf("/");
  return slash === -1 ? { name: role } : { path: role.slice(0, slash), name: role.slice(slash + 1) };
}

function resourcesOf(declaration: Declaration, declared: DeclaredAccount): IntendedResource[] {
  const { data } = declared;
  if (data === undefined) return [];
  const organization = declaration.organization.value;
  const at = (path: readonly string[]) => {
    const { file, line, column } = data.source.position(path);
    return `${file}:${line.toString()}:${column.toString()}`;
  };
  const grants = (
    section: string,
    name: string,
    { usedBy, sharedWith }: Pick<DeclaredTable, "usedBy" | "sharedWith"> | Pick<DeclaredKey, "usedBy" | "sharedWith">,
  ): IntendedGrant[] => [
    ...Object.entries(usedBy ?? {}).map(
      ([workload, use]): IntendedGrant => ({
        consumer: { account: declared.name, workload },
        can: use.can,
        on: "on" in use ? (use.on ?? ["table"]) : ["table"],
        ends: undefined,
        how: "own-role",
        declaredAt: at([section, name, "usedBy", workload]),
      }),
    ),
    ...Object.entries(sharedWith ?? {}).flatMap(([target, share]): IntendedGrant[] => {
      const [account = "", consumer] = target.split("/");
      if (consumer === undefined || (share.until !== undefined && isOver(share.until, declaration.now))) return [];
      return [
        {
          consumer: account === "external" ? { party: consumer } : { account, workload: consumer },
          can: share.can ?? [],
          on: "on" in share ? (share.on ?? ["table"]) : ["table"],
          ends: share.until === undefined ? undefined : Date.parse(endOf(share.until)),
          how: share.how,
          declaredAt: at([section, name, "sharedWith", target]),
        },
      ];
    }),
  ];
  const { tables = {}, keys = {}, secrets = {} } = data.value;
  const sourceOf = (table: DeclaredTable): DeclaredTable => {
    const [account, name] = table.replicaOf?.split("/") ?? [];
    return declaration.accounts.find((each) => each.name === account)?.data?.value.tables?.[name ?? ""] ?? table;
  };
  return [
    ...Object.entries(tables).map(([name, table]): IntendedResource => {
      const settings = tableSettings(table, defaultsFor(organization, declared.account.value), organization.homeRegion);
      const source = sourceOf(table);
      return {
        account: declared.name,
        kind: "table",
        name,
        region: settings.region,
        isSensitive: settings.classification === "sensitive" || source.classification === "sensitive",
        isExisting: table.existing !== undefined,
        table: source === table ? table : { ...source, ...table },
        declared: table,
        grants: grants("tables", name, table),
      };
    }),
    ...Object.entries(keys).map(
      ([name, key]): IntendedResource => ({
        account: declared.name,
        kind: "key",
        name,
        region: key.region ?? organization.homeRegion,
        isSensitive: true,
        isExisting: key.existing !== undefined,
        table: undefined,
        declared: key,
        grants: grants("keys", name, key),
      }),
    ),
    ...Object.entries(secrets).map(
      ([name, secret]): IntendedResource => ({
        account: declared.name,
        kind: "secret",
        name,
        region: secret.region ?? organization.homeRegion,
        isSensitive: false,
        isExisting: secret.existing !== undefined,
        table: undefined,
        declared: secret,
        grants: grants("secrets", name, secret),
      }),
    ),
  ];
}

/** Whom a role's ARN belongs to; undefined for a role that nobody declared. */
export function whoIs(intended: Intended, arn: string): Who | undefined {
  const parsed = parseArn(arn);
  const account = intended.accountNames.get(parsed?.accountId ?? "");
  if (parsed === undefined || parsed.service !== "iam" || !parsed.resource.startsWith("role/")) return undefined;
  const role = parsed.resource.slice("role/".length);
  const party = [...intended.parties].find(([, each]) => each.account === parsed.accountId && each.role === role);
  if (party !== undefined) return { kind: "external", party: party[0] };
  if (account === undefined) return undefined;
  if (role === intended.deployRole) return { kind: "deploy", account };
  if (role === `${BREAK_GLASS_PATH}/${intended.breakGlass.role}`) return { kind: "break-glass", account };
  if (role.startsWith("palisade/alarm/")) return { kind: "alarm", account };
  const declared = intended.accounts.get(account);
  const workload = declared?.workloads.find((each) => each.roleArn === arn);
  if (workload !== undefined) return { kind: "workload", account, workload: workload.name };
  if (role.startsWith(`${EXTERNAL_ACCESS_PATH}/`)) {
    const found = [...intended.parties.keys()].find((name) => roleNameOf("external", name) === nameIn(role));
    if (found !== undefined) return { kind: "access-role", account, consumer: `external/${found}` };
  }
  if (role.startsWith(`${ACCESS_PATH}/`)) {
    const consumer = [...intended.accounts.values()]
      .flatMap(({ workloads }) => workloads)
      .find((each) => roleNameOf(each.account, each.name) === nameIn(role));
    if (consumer !== undefined) return { kind: "access-role", account, consumer: `${consumer.account}/${consumer.name}` };
  }
  const tenants = declared?.resources.find(
    ({ name, table }) => table?.tenants !== undefined && `${WORKLOAD_PATH}/${roleNameOf(name, "tenants")}` === role,
  );
  if (tenants !== undefined) return { kind: "tenant-role", account, table: tenants.name, tenant: undefined };
  if (declared?.backupRoles.includes(role) === true) return { kind: "backup-role", account, role };
  if (declared?.serviceRoles.includes(role) === true) return { kind: "service-role", account, role };
  return undefined;
}

const nameIn = (role: string): string => role.slice(role.lastIndexOf("/") + 1);

/** The ARN of a declared table in AWS. */
export function arnOfTable({ accounts }: Intended, { account, region, name, declared }: IntendedResource): string {
  const accountId = accounts.get(account)?.id ?? "";
  return tableArn({
    partition: partitionOf(region),
    accountId,
    region,
    table: "existing" in declared && declared.existing !== undefined ? declared.existing : name,
  });
}
