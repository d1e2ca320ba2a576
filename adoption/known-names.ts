import { type AccountPlace, roleArn, tableArn } from "../iam/arn.ts";
import type { AccountFile } from "../model/schema/account.ts";
import type { DataFile } from "../model/schema/data.ts";
import type { OrganizationFile } from "../model/schema/organization.ts";
import type { KnownNames } from "./adopt-organization.ts";

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
    units: new Map(units.flatMap(([path, { existing }]) => (existing === undefined ? [] : [[existing, path] as const]))),
    things: new Map(
      accounts.flatMap(({ account, data }) =>
        account.id === undefined
          ? []
          : [[account.id, thingsIn(account, data, { partition, accountId: account.id }, organization?.homeRegion ?? "")] as const],
      ),
    ),
  };
}

function thingsIn(
  { networks = {}, workloads = {} }: Partial<AccountFile>,
  { tables = {}, secrets = {} }: Partial<DataFile>,
  place: AccountPlace,
  homeRegion: string,
): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(networks).flatMap(([name, network]) => ("existing" in network ? [[network.existing, name] as const] : [])),
    ...Object.entries(workloads).flatMap(([name, { role }]) =>
      role === undefined ? [] : [[roleArn({ ...place, ...pathAndName(role.existing) }), name] as const],
    ),
    ...Object.entries(tables).flatMap(([name, { existing, region = homeRegion }]) =>
      existing === undefined ? [] : [[tableArn({ ...place, region, table: existing }), name] as const],
    ),
    ...Object.entries(secrets).flatMap(([name, { existing }]) => (existing === undefined ? [] : [[existing, name] as const])),
  ]);
}

function pathAndName(role: string): { readonly path?: string; readonly name: string } {
  const slash = role.lastIndexOf("/");
  return slash === -1 ? { name: role } : { path: role.slice(0, slash), name: role.slice(slash + 1) };
}
