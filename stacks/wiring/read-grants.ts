import * as pulumi from "@pulumi/pulumi";
import { stackName } from "../../model/names.ts";
import { peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import { consumerName, type Taker } from "../../model/plan/planned-grant.ts";
import { tenantsId } from "../../model/plan/planned-table.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { CallsFrom, KnownGrant, NamedRole } from "../../sharing/deployed-grant.ts";
import { brokerOf, isByAccessRole, sourceOf } from "./carried-grants.ts";
import type { AccountContext, LayerContext } from "./layer.ts";
import type { Need } from "./references.ts";

/** The name that an access role is handed on by. */
export const accessRoleKey = (consumer: Taker): `accessRole:${string}` => `accessRole:${consumerName(consumer)}`;

/**
 * Whether a workload may have no role yet: a pod while its cluster is not there, a CI job while the OIDC provider of its issuer is not, and a
 * workload whose team makes the role.
 */
export const mayLackRole = ({ pod, ci, role }: Pick<ResolvedWorkload, "pod" | "ci" | "role">): boolean =>
  pod !== undefined || ci?.createsProvider === false || !role.created;

/**
 * What the owner's data layer needs of a grant's consumer. Only this grant waits for it, except where the consumer is the owner's own workload
 * and its role is made by the foundation in any case: then the whole layer needs it.
 */
export function needsOfGrant(plan: ResolvedPlan, { id, owner, consumer, how }: ResolvedGrant): Need[] {
  const people = peopleOf(plan, consumer)?.network;
  if (people !== undefined) return [{ stack: stackName("foundation", people.account), key: `network:${people.network}`, forGrants: [id] }];
  if (consumer.kind !== "workload") return [];
  const foundation = stackName("foundation", consumer.account);
  const forGrants = [id];
  const workload = workloadOf(plan, consumer);
  const { network, pod } = workload ?? {};
  if (consumer.account === owner)
    return [
      {
        stack: foundation,
        key: `role:${consumer.workload}`,
        ...(workload !== undefined && mayLackRole(workload) ? { forGrants } : {}),
      },
    ];
  const trusted =
    how === "irsa" && pod !== undefined
      ? clusterNeeds(consumer.account, pod, id)
      : [{ stack: foundation, key: `role:${consumer.workload}`, forGrants } as const];
  return network === undefined
    ? trusted
    : [...trusted, { stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants }];
}

/** What a grant to pods needs of their clusters. It waits for the only one; of several each is enough for the pods that run in it. */
export const clusterNeeds = (account: string, { clusters }: NonNullable<ResolvedWorkload["pod"]>, grant: string): Need[] =>
  clusters.map((name) => ({
    stack: stackName("foundation", account),
    key: `issuer:${name}`,
    ...(clusters.length === 1 ? { forGrants: [grant] } : { forGrants: [], inPartForGrants: [grant] }),
  }));

/** One need for each output. It is required where the whole layer needs it; else it names all grants that wait for it. */
export function mergedNeeds(needs: readonly Need[]): Need[] {
  return [...Map.groupBy(needs, ({ stack, key }) => `${stack} ${key}`).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const { stack, key } = first;
    if (first.isOwn === true) return [first];
    if (all.some(({ forGrants }) => forGrants === undefined)) return [{ stack, key }];
    const merged = (grants: (need: Need) => readonly string[] | undefined) =>
      [...new Set(all.flatMap((each) => grants(each) ?? []))].sort();
    const inPartForGrants = merged((each) => each.inPartForGrants);
    return [{ stack, key, forGrants: merged(({ forGrants }) => forGrants), ...(inPartForGrants.length === 0 ? {} : { inPartForGrants }) }];
  });
}

/** Where a consumer calls from; "waits" while its network is not deployed, undefined where no network binds the grant. */
export function callsFrom(
  { plan, references }: Pick<LayerContext, "plan" | "references">,
  grant: Pick<ResolvedGrant, "owner" | "consumer" | "how">,
): pulumi.Output<CallsFrom> | "waits" | undefined {
  const source = sourceOf(plan, grant);
  if (source === undefined) return undefined;
  if ("addresses" in source) return pulumi.output(source);
  const deployed = references.optional(stackName("foundation", source.account), `network:${source.network}`);
  return deployed?.apply(({ vpcId, region }): CallsFrom => ({ vpcs: { region, vpcIds: [vpcId] } })) ?? "waits";
}

/** A grant whose consumer's role and network are deployed. */
export interface ReadGrant {
  readonly grant: ResolvedGrant;
  readonly deployed: pulumi.Output<KnownGrant>;
}

/**
 * Reads the role and network that the owner's documents name for a grant; undefined while either is missing, so that the grant's allow waits.
 * @param accessRoles the owner's roles, by the id of each grant that they carry
 */
export function readGrant(
  context: AccountContext,
  grant: ResolvedGrant,
  accessRoles: ReadonlyMap<string, pulumi.Output<NamedRole>>,
): ReadGrant | undefined {
  const from = callsFrom(context, grant);
  const role = isByAccessRole(grant) ? accessRoles.get(grant.id) : ownRole(context, grant);
  if (role === undefined || from === "waits") return undefined;
  const pollsStreams = workloadOf(context.plan, grant.consumer)?.pollsStreams === true;
  return {
    grant,
    deployed: pulumi.all([role, from]).apply(([named, place]): KnownGrant => ({ grant, role: named, from: place, pollsStreams })),
  };
}

/** The consumer's own role. The unique id of an external party's role is unknown here; its ARN stands for it. */
export function ownRole(
  { references }: Pick<LayerContext, "references">,
  { consumer, consumerRoleArn }: Pick<ResolvedGrant, "consumer" | "consumerRoleArn">,
): pulumi.Output<NamedRole> | undefined {
  if (consumer.kind === "external")
    return consumerRoleArn === undefined ? undefined : pulumi.output({ arn: consumerRoleArn, uniqueId: consumerRoleArn });
  if (consumer.kind !== "workload") return undefined;
  return references
    .optional(stackName("foundation", consumer.account), `role:${consumer.workload}`)
    ?.apply(({ arn, uniqueId }) => ({ arn, uniqueId }));
}

/**
 * What waits while the role of a table's broker, or the role that it takes, is missing: the table's tenants where the broker may have no role yet;
 * otherwise the whole layer needs the role.
 */
export function waitingTenants(account: ResolvedAccount, table: ResolvedTable): { readonly forGrants?: readonly string[] } {
  const { tenants } = table;
  const broker = tenants === undefined ? undefined : brokerOf(account, tenants);
  return broker !== undefined && mayLackRole(broker) ? { forGrants: [tenantsId(table)] } : {};
}
