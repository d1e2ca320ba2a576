import { remember } from "../remember.ts";
import type { PlannedEndpoint } from "./plan.ts";
import type { PlannedCluster } from "./planned-account.ts";
import type { Consumer, Kind } from "./planned-grant.ts";
import type { PlannedReach } from "./planned-reach.ts";
import type { ResolvedAccessRole, ResolvedAccount, ResolvedGrant, ResolvedPeople, ResolvedPlan, ResolvedWorkload } from "./resolve.ts";

/** A network of an account in the index. */
const networkKey = ({ account, network }: { readonly account: string; readonly network: string }): string => `${account}/${network}`;

/** What is looked up in a plan. It is made once, since a rehearsal runs hundreds of stacks of one plan. */
const indexOf = remember((plan: ResolvedPlan) => ({
  accounts: new Map(plan.accounts.map((account) => [account.name, account])),
  grants: new Map(plan.grants.map((grant) => [grant.id, grant])),
  grantsByOwner: Map.groupBy(plan.grants, ({ owner }) => owner),
  grantsByConsumer: Map.groupBy(plan.grants, ({ consumer }) => (consumer.kind === "workload" ? consumer.account : undefined)),
  accessRoles: Map.groupBy(plan.accessRoles, ({ account }) => account),
  endpoints: Map.groupBy(plan.endpoints, networkKey),
  reach: new Map(plan.reach.map((reach) => [networkKey(reach), reach])),
}));

/** An account by its name. */
export const accountOf = (plan: ResolvedPlan, name: string): ResolvedAccount | undefined => indexOf(plan).accounts.get(name);

/** A grant by its id. */
export const grantOf = (plan: ResolvedPlan, id: string): ResolvedGrant | undefined => indexOf(plan).grants.get(id);

/** The workload that a grant is to; undefined for an external party and for an account. */
export const workloadOf = (plan: ResolvedPlan, consumer: Consumer): ResolvedWorkload | undefined =>
  consumer.kind === "workload" ? accountOf(plan, consumer.account)?.workloads.find(({ name }) => name === consumer.workload) : undefined;

/** The people that a grant is to; undefined for all other consumers. */
export const peopleOf = (plan: ResolvedPlan, consumer: Consumer): ResolvedPeople | undefined =>
  consumer.kind === "people" ? accountOf(plan, consumer.account)?.people.find(({ name }) => name === consumer.people) : undefined;

/** Open grants of an owner: neither over nor waiting for an account's id. The consent to a replica of a global table is not one of them. */
export const openGrants = (plan: ResolvedPlan, owner: string): ResolvedGrant[] =>
  (indexOf(plan).grantsByOwner.get(owner) ?? []).filter(({ state, how }) => state === "open" && how !== "replication");

/** Open grants on one resource. */
export const grantsOn = (plan: ResolvedPlan, owner: string, kind: Kind, name: string): ResolvedGrant[] =>
  openGrants(plan, owner).filter((grant) => grant.kind === kind && grant.name === name);

/** Open grants to an account's workloads, those of the account itself included: neither over nor waiting for an account's id. */
export const grantsTo = (plan: ResolvedPlan, account: string): ResolvedGrant[] =>
  (indexOf(plan).grantsByConsumer.get(account) ?? []).filter(({ state }) => state === "open");

/** The roles of an account's that carry its grants. */
export const accessRolesOf = (plan: ResolvedPlan, account: string): readonly ResolvedAccessRole[] =>
  indexOf(plan).accessRoles.get(account) ?? [];

/** The interface endpoints that workloads in a network need. */
export const endpointsIn = (plan: ResolvedPlan, account: string, network: string): readonly PlannedEndpoint[] =>
  indexOf(plan).endpoints.get(networkKey({ account, network })) ?? [];

/** Accounts that a network's endpoints lead to; undefined where it leads to none. */
export const reachFrom = (plan: ResolvedPlan, account: string, network: string): PlannedReach | undefined =>
  indexOf(plan).reach.get(networkKey({ account, network }));

/** A cluster with its region, which is that of its network. */
export interface ClusterPlace {
  readonly cluster: PlannedCluster;
  readonly region: string;
}

/** A cluster of an account's by its name; undefined where none is declared by it. */
export function clusterOf(
  { clusters, networks }: Pick<ResolvedAccount, "clusters" | "networks">,
  name: string | undefined,
): ClusterPlace | undefined {
  const cluster = clusters.find(({ name: each }) => each === name);
  const region = networks.find((network) => network.name === cluster?.network)?.region;
  return cluster === undefined || region === undefined ? undefined : { cluster, region };
}
