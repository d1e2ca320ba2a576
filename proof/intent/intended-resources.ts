import { partitionOf, tableArn } from "../../iam/arn.ts";
import { endOf, isOver } from "../../model/calendar.ts";
import type { Declaration, DeclaredAccount } from "../../model/reading/declaration.ts";
import type { DeclaredTable } from "../../model/schema/data.ts";
import type { How } from "../../model/schema/vocabulary.ts";
import { defaultsFor, tableSettings } from "../../model/settings.ts";
import type { Intended, IntendedGrant, IntendedResource, WayOfGrant } from "./intended.ts";
import { waysOfPods } from "./ways-of-pods.ts";

/** What tables, keys and secrets say alike of who may use them; some have no places or ends. */
interface Granting {
  readonly usedBy?: Readonly<Record<string, Use>> | undefined;
  readonly sharedWith?: Readonly<Record<string, Share>> | undefined;
  readonly existing?: string | undefined;
  readonly adds?: readonly string[] | undefined;
}

interface Use {
  readonly can?: readonly string[] | undefined;
  readonly on?: readonly string[] | undefined;
}

interface Share {
  readonly can?: readonly string[] | undefined;
  readonly on?: readonly string[] | undefined;
  readonly until?: string | undefined;
  readonly how?: How | undefined;
}

/**
 * Rights with actions that no resource policy gives to another account.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
 */
const NEVER_ACROSS_ACCOUNTS: ReadonlySet<string> = new Set(["settings"]);

/** The tables, keys and secrets that an account declares. */
export function intendedResources(declaration: Declaration, declared: DeclaredAccount): IntendedResource[] {
  const { data } = declared;
  if (data === undefined) return [];
  const organization = declaration.organization.value;
  const at = (path: readonly string[]) => {
    const { file, line, column } = data.source.position(path);
    return `${file}:${line.toString()}:${column.toString()}`;
  };
  const grants = (section: string, name: string, { usedBy = {}, sharedWith = {}, ...entry }: Granting): IntendedGrant[] => {
    // Where no way is named, it is the resource's own policy, unless that cannot say it or the consumer is a pod.
    const canBeWritten = entry.existing === undefined || entry.adds?.includes("resource-policy") === true;
    const wayTo = ({ can = [], how }: Share, account: string, consumer: string): WayOfGrant => {
      const needsRole =
        !canBeWritten ||
        can.some((verb) => NEVER_ACROSS_ACCOUNTS.has(verb)) ||
        isPeople(declaration, account, consumer) ||
        isJob(declaration, account, consumer);
      return how ?? waysOfPods(declaration).get(`${account}/${consumer}`) ?? (needsRole ? "role" : "resource-policy");
    };
    return [
      ...Object.entries(usedBy).map(
        ([workload, use]): IntendedGrant => ({
          consumer: { account: declared.name, workload },
          can: use.can ?? READ_ONLY,
          on: use.on ?? ["table"],
          ends: undefined,
          // People and CI jobs of the account take a role of its: like everybody who has no role of an exact name, or runs in no network.
          ...(isPeople(declaration, declared.name, workload) || isJob(declaration, declared.name, workload)
            ? { how: "role", isByRole: true }
            : { how: "own-role", isByRole: false }),
          declaredAt: at([section, name, "usedBy", workload]),
        }),
      ),
      ...Object.entries(sharedWith).flatMap(([target, share]): IntendedGrant[] => {
        const [account = "", consumer] = target.split("/");
        if (consumer === undefined || (share.until !== undefined && isOver(share.until, declaration.now))) return [];
        const how = wayTo(share, account, consumer);
        return [
          {
            consumer: account === "external" ? { party: consumer } : { account, workload: consumer },
            can: share.can ?? (isPeople(declaration, account, consumer) ? READ_ONLY : []),
            on: share.on ?? ["table"],
            ends: share.until === undefined ? undefined : Date.parse(endOf(share.until)),
            how,
            isByRole: how !== "resource-policy",
            declaredAt: at([section, name, "sharedWith", target]),
          },
        ];
      }),
    ];
  };
  const { tables = {}, keys = {}, secrets = {} } = data.value;
  const sourceOf = (table: DeclaredTable): { readonly source: DeclaredTable; readonly owner: DeclaredAccount } => {
    const [account, name] = table.replicaOf?.split("/") ?? [];
    const owner = declaration.accounts.find((each) => each.name === account);
    const source = owner?.data?.value.tables?.[name ?? ""];
    return owner === undefined || source === undefined ? { source: table, owner: declared } : { source, owner };
  };
  return [
    ...Object.entries(tables).map(([name, table]): IntendedResource => {
      const { source, owner } = sourceOf(table);
      const settingsOf = (of: DeclaredTable, by: DeclaredAccount) =>
        tableSettings(of, defaultsFor(organization, by.account.value), organization.homeRegion);
      return {
        account: declared.name,
        kind: "table",
        name,
        region: settingsOf(table, declared).region,
        isSensitive: settingsOf(source, owner).classification === "sensitive",
        isExisting: table.existing !== undefined,
        table: source === table ? table : { ...source, existing: undefined, adds: undefined, tenants: undefined, ...table },
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

const isJob = ({ accounts }: Declaration, account: string, workload: string): boolean =>
  accounts.find(({ name }) => name === account)?.account.value.workloads?.[workload]?.runsOn === "ci";

/** What people may do where nothing is said. */
const READ_ONLY = ["read"] as const;

const isPeople = ({ accounts }: Declaration, account: string, name: string): boolean =>
  accounts.find((each) => each.name === account)?.account.value.people?.[name] !== undefined;

/** A table's name in AWS: a replica in the account of its source has the source's. */
function tableNameOf({ account, name, declared }: IntendedResource): string {
  if ("existing" in declared && declared.existing !== undefined) return declared.existing;
  const [of, source] = ("replicaOf" in declared ? declared.replicaOf : undefined)?.split("/") ?? [];
  return of === account ? (source ?? name) : name;
}

/** The ARN of a declared table in AWS. */
export function arnOfTable({ accounts }: Intended, resource: IntendedResource): string {
  const { account, region } = resource;
  const accountId = accounts.get(account)?.id ?? "";
  return tableArn({ partition: partitionOf(region), accountId, region, table: tableNameOf(resource) });
}
