import * as pulumi from "@pulumi/pulumi";
import { nonEmpty } from "../../iam/non-empty.ts";
import { stackName } from "../../model/names.ts";
import { workloadOf } from "../../model/plan/plan-index.ts";
import type { Consumer } from "../../model/plan/planned-grant.ts";
import { type PlannedTenants, tenantsId } from "../../model/plan/planned-table.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { CallsFrom, DeployedGrant, NamedRole } from "../../sharing/deployed-grant.ts";
import type { AccountContext, LayerContext } from "./layer.ts";
import type { Need } from "./references.ts";

/** Whether a grant is carried by a role of the owner's. */
export const isByAccessRole = ({ how }: Pick<ResolvedGrant, "how">): boolean => how === "role" || how === "irsa" || how === "pod-identity";

/** Whether a workload's sessions carry tags into the roles that it takes, as those of pods by EKS Pod Identity do. */
export const carriesTags = ({ pod }: Partial<Pick<ResolvedWorkload, "pod">>): boolean => pod?.identity === "pod-identity";

/** The name that an access role is handed on by. */
export const accessRoleKey = (consumer: Exclude<Consumer, { readonly kind: "account" }>): `accessRole:${string}` =>
  consumer.kind === "external" ? `accessRole:external/${consumer.party}` : `accessRole:${consumer.account}/${consumer.workload}`;

/** What the owner must know of a grant's consumer; only this grant waits for it, but for the owner's own workloads that are no pods. */
export function needsOfGrant(plan: ResolvedPlan, { id, owner, consumer, how }: ResolvedGrant): Need[] {
  if (consumer.kind !== "workload") return [];
  const foundation = stackName("foundation", consumer.account);
  const forGrants = [id];
  const { network, pod } = workloadOf(plan, consumer) ?? {};
  // A pod has no role while its cluster is not there.
  if (consumer.account === owner)
    return [{ stack: foundation, key: `role:${consumer.workload}`, ...(pod === undefined ? {} : { forGrants }) }];
  const trusted: Need =
    how === "irsa" && pod !== undefined
      ? { stack: foundation, key: `issuer:${pod.cluster}`, forGrants }
      : { stack: foundation, key: `role:${consumer.workload}`, forGrants };
  return network === undefined
    ? [trusted]
    : [trusted, { stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants }];
}

/** One need for each output, whoever asks for it: what anything must have is required, and else all grants that wait are named. */
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

/** Where a consumer calls from; "waits" while its network is not known, undefined where it is bound to none. */
export function callsFrom(
  { plan, references }: Pick<LayerContext, "plan" | "references">,
  { owner, consumer }: Pick<ResolvedGrant, "owner" | "consumer">,
): pulumi.Output<CallsFrom> | "waits" | undefined {
  if (consumer.kind === "account" || (consumer.kind === "workload" && consumer.account === owner)) return undefined;
  if (consumer.kind === "external") {
    const party = plan.externalParties.find(({ name }) => name === consumer.party);
    return pulumi.output({ addresses: nonEmpty(party?.networks ?? [], `networks of ${consumer.party}`) });
  }
  const network = workloadOf(plan, consumer)?.network;
  if (network === undefined) return undefined;
  const known = references.optional(stackName("foundation", network.account), `network:${network.network}`);
  return known?.apply(({ vpcId, region }): CallsFrom => ({ vpcs: { region, vpcIds: [vpcId] } })) ?? "waits";
}

/** A grant whose consumer is known. */
export interface ReadGrant {
  readonly grant: ResolvedGrant;
  readonly deployed: pulumi.Output<DeployedGrant>;
}

/**
 * A grant with the role and network that the owner's documents name; undefined while either is missing, so that its allow waits.
 * @param accessRoles the owner's roles by the id of each of their grants
 */
export function knownGrant(
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

/** The consumer's own role. Of an external party's role nobody here knows the unique id. */
export function ownRole(
  { references }: Pick<LayerContext, "references">,
  { consumer, consumerRoleArn }: Pick<ResolvedGrant, "consumer" | "consumerRoleArn">,
): pulumi.Output<NamedRole> | undefined {
  if (consumer.kind === "external")
    return consumerRoleArn === undefined ? undefined : pulumi.output({ arn: consumerRoleArn, uniqueId: consumerRoleArn });
  if (consumer.kind === "account") return undefined;
  return references
    .optional(stackName("foundation", consumer.account), `role:${consumer.workload}`)
    ?.apply(({ arn, uniqueId }) => ({ arn, uniqueId }));
}

export const brokerOf = ({ workloads }: ResolvedAccount, { broker }: PlannedTenants): ResolvedWorkload | undefined =>
  workloads.find(({ name }) => name === broker);

/** Who waits while a table's broker, or the role that it takes, is not there; nobody but where the broker is a pod, which has no role without its cluster. */
export function waitingTenants(account: ResolvedAccount, table: ResolvedTable): { readonly forGrants?: readonly string[] } {
  const { tenants } = table;
  return tenants === undefined || brokerOf(account, tenants)?.pod === undefined ? {} : { forGrants: [tenantsId(table)] };
}
