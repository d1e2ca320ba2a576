import { type AccountPlace, pathAndName, roleArn, tableArn } from "../iam/arn.ts";
import { tableNameOf } from "../model/names.ts";
import type { AccountFile } from "../model/schema/account.ts";
import type { DataFile } from "../model/schema/data.ts";
import type { OrganizationFile } from "../model/schema/organization.ts";
import type { KnownAccount, KnownNames } from "./adopt-organization.ts";

/** A declaration that is there already, as far as it can be read. */
export interface FoundDeclaration {
  readonly organization: Partial<OrganizationFile> | undefined;
  readonly accounts: readonly { readonly account: Partial<AccountFile>; readonly data: Partial<DataFile> }[];
}

/** How a declaration calls what exists: people may have renamed it since it was adopted. */
export function knownNames({ organization, accounts }: FoundDeclaration, partition: AccountPlace["partition"]): KnownNames {
  const units = Object.entries(organization?.organizationalUnits ?? {});
  return {
    accounts: new Map(
      accounts.flatMap(({ account: { id, account } }) => (id === undefined || account === undefined ? [] : [[id, account] as const])),
    ),
    withoutId: new Set(accounts.flatMap(({ account: { id, account } }) => (id === undefined && account !== undefined ? [account] : []))),
    units: new Map(units.flatMap(([path, { existing }]) => (existing === undefined ? [] : [[existing, path] as const]))),
    inAccounts: new Map(
      accounts.flatMap(({ account, data }) =>
        account.id === undefined ? [] : [[account.id, knownIn(organization, account, data, { partition, accountId: account.id })] as const],
      ),
    ),
    deployRole: organization?.deployment?.role,
  };
}

function knownIn(
  organization: FoundDeclaration["organization"],
  { account, deployment, networks = {}, clusters = {}, workloads = {} }: Partial<AccountFile>,
  { tables = {}, secrets = {} }: Partial<DataFile>,
  place: AccountPlace,
): KnownAccount {
  const homeRegion = organization?.homeRegion ?? "";
  const existingTables = Object.entries(tables).map(([name, declared]) => {
    const { existing, region = homeRegion } = declared;
    return [existing, tableArn({ ...place, region, table: tableNameOf(account ?? "", name, declared) }), name] as const;
  });
  const vpcOf = (network: string): string => {
    const found = networks[network];
    return found !== undefined && "existing" in found ? found.existing : "";
  };
  return {
    names: new Map([
      ...Object.entries(networks).flatMap(([name, network]) => ("existing" in network ? [[network.existing, name] as const] : [])),
      ...Object.entries(clusters).map(([name, { existing, network }]) => [`${vpcOf(network)}/${existing}`, name] as const),
      ...Object.entries(workloads).flatMap(([name, { role }]) =>
        role === undefined ? [] : [[roleArn({ ...place, ...pathAndName(role.existing) }), name] as const],
      ),
      ...existingTables.flatMap(([existing, arn, name]) => (existing === undefined ? [] : [[arn, name] as const])),
      ...Object.entries(secrets).flatMap(([name, { existing }]) => (existing === undefined ? [] : [[existing, name] as const])),
    ]),
    taken: {
      networks: new Set(Object.keys(networks)),
      clusters: new Set(Object.keys(clusters)),
      workloads: new Set(Object.keys(workloads)),
      tables: new Set(Object.keys(tables)),
      secrets: new Set(Object.keys(secrets)),
    },
    made: new Set([
      ...existingTables.flatMap(([existing, arn]) => (existing === undefined ? [arn] : [])),
      ...Object.entries(secrets).flatMap(([name, { existing }]) => (existing === undefined ? [name] : [])),
    ]),
    deployRole: deployment?.role ?? organization?.deployment?.role,
  };
}
