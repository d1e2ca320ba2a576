import * as pulumi from "@pulumi/pulumi";
import { nonEmpty } from "../../iam/non-empty.ts";
import { stackName } from "../../model/names.ts";
import { peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import { consumerName, type Taker } from "../../model/plan/planned-grant.ts";
import { type PlannedTenants, tenantsId } from "../../model/plan/planned-table.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { CallsFrom, DeployedGrant, NamedRole } from "../../sharing/deployed-grant.ts";
import type { AccountContext, LayerContext } from "./layer.ts";
import type { Need } from "./references.ts";

/** Whether a role of the owner's carries a grant. */
export const isByAccessRole = ({ how }: Pick<ResolvedGrant, "how">): boolean => how === "role" || how === "irsa" || how === "pod-identity";

/** Whether a workload's sessions carry tags into the roles that it takes, as those of pods by EKS Pod Identity do. */
export const carriesTags = ({ pod }: Partial<Pick<ResolvedWorkload, "pod">>): boolean => pod?.identity === "pod-identity";

/** The name that an access role is handed on by. */
export const accessRoleKey = (consumer: Taker): `accessRole:${string}` => `accessRole:${consumerName(consumer)}`;

/** Whether a workload may have no role yet: a pod while its cluster is not there, and a workload whose team makes the role. */
export const mayLackRole = ({ pod, role }: Pick<ResolvedWorkload, "pod" | "role">): boolean => pod !== undefined || !role.created;

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
  const trusted: Need =
    how === "irsa" && pod !== undefined
      ? { stack: foundation, key: `issuer:${pod.cluster}`, forGrants }
      : { stack: foundation, key: `role:${consumer.workload}`, forGrants };
  return network === undefined
    ? [trusted]
    : [trusted, { stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants }];
}

/** One need for each output. It is required where the whole layer needs it; else it names all grants that wait for it. */
export function mergedNeeds(needs: readonly Need[]): Need[] {
  return [...Map.groupBy(needs, ({ stack, key }) => `${stack} ${key}`).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const { stack, key } = first;
    if (first.isOwn === true) return [first];
    if (all.some(({ forGrants }) => forGrants === undefined)) return [{ stack, key }];
    return [{ stack, key, forGrants: [...new Set(all.flatMap(({ forGrants }) => forGrants ?? []))].sort() }];
  });
}

/** Where a consumer calls from; "waits" while its network is not deployed, undefined where no network binds the grant. */
export function callsFrom(
  { plan, references }: Pick<LayerContext, "plan" | "references">,
  { owner, consumer }: Pick<ResolvedGrant, "owner" | "consumer">,
): pulumi.Output<CallsFrom> | "waits" | undefined {
  if (consumer.kind === "account" || (consumer.kind === "workload" && consumer.account === owner)) return undefined;
  if (consumer.kind === "external") {
    const party = plan.externalParties.find(({ name }) => name === consumer.party);
    return pulumi.output({ addresses: nonEmpty(party?.networks ?? [], `networks of ${consumer.party}`) });
  }
  const people = peopleOf(plan, consumer);
  const [address, ...addresses] = people?.addresses ?? [];
  if (address !== undefined) return pulumi.output({ addresses: nonEmpty([address, ...addresses], "addresses") });
  const network = people?.network ?? workloadOf(plan, consumer)?.network;
  if (network === undefined) return undefined;
  const deployed = references.optional(stackName("foundation", network.account), `network:${network.network}`);
  return deployed?.apply(({ vpcId, region }): CallsFrom => ({ vpcs: { region, vpcIds: [vpcId] } })) ?? "waits";
}

/** A grant whose consumer's role and network are deployed. */
export interface ReadGrant {
  readonly grant: ResolvedGrant;
  readonly deployed: pulumi.Output<DeployedGrant>;
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
    deployed: pulumi.all([role, from]).apply(([named, place]): DeployedGrant => ({ grant, role: named, from: place, pollsStreams })),
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

/** The workload that hands out the sessions of a table's tenants. */
export const brokerOf = ({ workloads }: ResolvedAccount, { broker }: PlannedTenants): ResolvedWorkload | undefined =>
  workloads.find(({ name }) => name === broker);

/**
 * What waits while the role of a table's broker, or the role that it takes, is missing: the table's tenants where the broker may have no role yet;
 * otherwise the whole layer needs the role.
 */
export function waitingTenants(account: ResolvedAccount, table: ResolvedTable): { readonly forGrants?: readonly string[] } {
  const { tenants } = table;
  const broker = tenants === undefined ? undefined : brokerOf(account, tenants);
  return broker !== undefined && mayLackRole(broker) ? { forGrants: [tenantsId(table)] } : {};
}
