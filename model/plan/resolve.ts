import { indexArn, pathAndName, roleArn, tableArn } from "../../iam/arn.ts";
import { permissionSetExample, permissionSetPattern } from "../../iam/permission-set.ts";
import { freeze } from "../freeze.ts";
import { sortedBy } from "../sorted.ts";
import type { Plan } from "./plan.ts";
import { peopleOf } from "./plan-access-roles.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { AccessRole, Consumer, PlannedGrant } from "./planned-grant.ts";
import type { PlannedPeople } from "./planned-people.ts";
import type { PlannedIndex, PlannedTable } from "./planned-table.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

export interface ResolvedWorkload extends PlannedWorkload {
  /** ARN of its role; undefined while the account has no id yet. */
  readonly roleArn: string | undefined;
}

export interface ResolvedPeople extends PlannedPeople {
  /** The pattern of the ARN of their role, whose suffix AWS makes up; undefined while the account has no id yet. */
  readonly rolePattern: string | undefined;
  /** One ARN that the pattern matches, to ask about them. */
  readonly roleArn: string | undefined;
}

export interface ResolvedTable extends PlannedTable {
  readonly arn: string | undefined;
  readonly indexes: readonly (PlannedIndex & { readonly arn: string | undefined })[];
}

export interface ResolvedAccount extends PlannedAccount {
  /** Undefined for an account that is yet to be created: its own stacks cannot run. */
  readonly id: string | undefined;
  readonly workloads: readonly ResolvedWorkload[];
  readonly people: readonly ResolvedPeople[];
  readonly tables: readonly ResolvedTable[];
}

export interface ResolvedGrant extends Omit<PlannedGrant, "state"> {
  /** Waiting grants name an account that has no id yet; nothing of them is deployed, and every deny stays. */
  readonly state: "open" | "closed" | "waiting";
  /** Accounts whose ids it waits for. */
  readonly waitsFor: readonly string[];
  /** The consumer's own role, of people one example; undefined for a global table, and while its account has no id yet. */
  readonly consumerRoleArn: string | undefined;
  /** The role of the owner's that the consumer takes, where the grant is carried by one. */
  readonly accessRoleArn: string | undefined;
  /** Exact ARNs of the table and indexes; empty for keys and secrets, whose ids AWS makes up. */
  readonly resourceArns: readonly string[];
}

export interface ResolvedAccessRole extends AccessRole {
  readonly arn: string | undefined;
}

/** The plan with every ARN that follows from names and account ids. */
export interface ResolvedPlan extends Omit<Plan, "accounts" | "grants" | "accessRoles"> {
  readonly accounts: readonly ResolvedAccount[];
  readonly grants: readonly ResolvedGrant[];
  readonly accessRoles: readonly ResolvedAccessRole[];
  /** Accounts that have no id yet, sorted. */
  readonly waitingFor: readonly string[];
}

/**
 * Adds ARNs to a plan. Pure.
 * @param accountIds ids of created accounts by name, as the `organization` stack hands them on; a declared id wins, a missing one waits
 * @throws where an id is not twelve digits, or two accounts have the same one
 */
export function resolve(plan: Plan, accountIds: ReadonlyMap<string, string>): ResolvedPlan {
  const ids = idsByName(plan, accountIds);
  const { partition } = plan.organization;
  const place = (account: string) => {
    const accountId = ids.get(account);
    return accountId === undefined ? undefined : { partition, accountId };
  };
  const inRole = (account: string, role: { readonly path: string | undefined; readonly name: string }) => {
    const at = place(account);
    return at === undefined ? undefined : roleArn({ ...at, ...(role.path === undefined ? {} : { path: role.path }), name: role.name });
  };
  const accounts = plan.accounts.map((account): ResolvedAccount => {
    const at = place(account.name);
    return {
      ...account,
      id: at?.accountId,
      workloads: account.workloads.map((workload) => ({ ...workload, roleArn: inRole(account.name, workload.role) })),
      people: account.people.map((people) => ({
        ...people,
        rolePattern: at === undefined ? undefined : permissionSetPattern(at.partition, at.accountId, people.permissionSet),
        roleArn: at === undefined ? undefined : permissionSetExample(at.partition, at.accountId, people.permissionSet),
      })),
      tables: account.tables.map((table) => ({
        ...table,
        arn: at === undefined ? undefined : tableArn({ ...at, region: table.region, table: table.physicalName }),
        indexes: table.indexes.map((index) => ({
          ...index,
          arn: at === undefined ? undefined : indexArn({ ...at, region: table.region, table: table.physicalName, index: index.name }),
        })),
      })),
    };
  });
  const byName = new Map<string, ResolvedAccount>(accounts.map((account) => [account.name, account]));
  const accessRoles = plan.accessRoles.map((role): ResolvedAccessRole => ({ ...role, arn: inRole(role.account, role) }));
  const roleOfGrant = new Map(accessRoles.flatMap((role) => role.grants.map((grant) => [grant, role.arn] as const)));
  const parties = new Map(plan.externalParties.map((party) => [party.name, party]));
  const consumerRole = (consumer: Consumer): string | undefined => {
    if (consumer.kind === "account") return undefined;
    if (consumer.kind === "workload")
      return byName.get(consumer.account)?.workloads.find(({ name }) => name === consumer.workload)?.roleArn;
    if (consumer.kind === "people") return peopleOf(byName, consumer)?.roleArn;
    const party = parties.get(consumer.party);
    if (party === undefined) return undefined;
    return roleArn({ partition, accountId: party.account, ...pathAndName(party.role) });
  };
  const grants = plan.grants.map((grant): ResolvedGrant => {
    const named = [grant.owner, ...(grant.consumer.kind === "external" ? [] : [grant.consumer.account])];
    const waitsFor = grant.state === "closed" ? [] : [...new Set(named)].filter((account) => !ids.has(account)).sort();
    const table = grant.kind === "tables" ? byName.get(grant.owner)?.tables.find(({ name }) => name === grant.name) : undefined;
    return {
      ...grant,
      state: waitsFor.length > 0 ? "waiting" : grant.state,
      waitsFor,
      consumerRoleArn: consumerRole(grant.consumer),
      accessRoleArn: roleOfGrant.get(grant.id),
      resourceArns: table === undefined ? [] : resourceArns(table, grant.on),
    };
  });
  const waitingFor = sortedBy(
    accounts.filter(({ id }) => id === undefined).map(({ name }) => name),
    (name) => name,
  );
  return freeze({ ...plan, accounts, grants, accessRoles, waitingFor });
}

function resourceArns(table: ResolvedTable, on: readonly string[]): string[] {
  const places = on.length === 0 ? ["table"] : on;
  const arns = places.map((name) => (name === "table" ? table.arn : table.indexes.find((index) => index.name === name)?.arn));
  return arns.filter((arn) => arn !== undefined);
}

function idsByName(plan: Plan, accountIds: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const owners = new Map<string, string>([[plan.organization.managementAccount, "the management account"]]);
  for (const { name, id: declared } of plan.accounts) {
    const id = declared ?? accountIds.get(name);
    if (id === undefined) continue;
    if (!/^\d{12}$/.test(id)) throw new Error(`accountIds.${name}: is not an account id, got ${JSON.stringify(id)}; give twelve digits`);
    const twin = owners.get(id);
    if (twin !== undefined)
      throw new Error(`accountIds.${name}: belongs to ${twin} already, got ${JSON.stringify(id)}; correct one of the two`);
    owners.set(id, name);
    ids.set(name, id);
  }
  return ids;
}
