import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type IdentityStatement, identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import { readsStream } from "../../model/plan/plan-endpoints.ts";
import { accessRolesOf, clusterOf, grantsTo } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable, ResolvedWorkload } from "../../model/plan/resolve.ts";
import { type ConnectionCard, connectionCard } from "../../sharing/connection-card.ts";
import { permissionStatements, takeRoleStatement } from "../../sharing/permissions.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import type { Outputs, OutputValue } from "../wiring/contract.ts";
import { type AccountContext, type AccountLayer, statementsOf } from "../wiring/layer.ts";
import { accessRoleKey, callsFrom, carriesTags, isByAccessRole, mergedNeeds, waitingTenants } from "../wiring/read-grants.ts";
import type { Need } from "../wiring/references.ts";
import { writeSettings } from "./connection-settings.ts";
import { type StreamsReach, streamsReach } from "./stream-endpoint.ts";
import { handedBackKeyPolicy, resourceKey, usedResource } from "./used-resources.ts";

/**
 * What an account's workloads may use, their own account's data and others': one policy in each workload's role, the associations of its
 * pods, and for each grant a card and its settings.
 */
export const consumersLayer: AccountLayer = {
  needs: (plan, account) => mergedNeeds(account.workloads.flatMap((workload) => needsOf(plan, account, workload))),
  build: (context) => {
    const outputs: Outputs = {};
    for (const workload of context.account.workloads) {
      const uses = grantsOfWorkload(context.plan, context.account, workload.name).flatMap(
        (grant) => usedGrant(context, grant, workload) ?? [],
      );
      permit(context, workload, uses);
      associate(context, workload, uses);
      for (const use of uses) {
        outputs[`card:${use.grant.id}`] = cardOf(context, workload, use);
        writeSettings(context, workload.name, use);
      }
    }
    return outputs;
  },
};

/** Those of the account's grants that are to one workload. */
const grantsOfWorkload = (plan: ResolvedPlan, { name: account }: ResolvedAccount, workload: string): ResolvedGrant[] =>
  grantsTo(plan, account).filter(({ consumer }) => consumer.kind === "workload" && consumer.workload === workload);

/** Tables of the account whose tenants' sessions the workload hands out. */
const brokeredBy = ({ tables }: ResolvedAccount, workload: string): ResolvedTable[] =>
  tables.filter(({ tenants }) => tenants?.broker === workload);

function needsOf(plan: ResolvedPlan, account: ResolvedAccount, workload: ResolvedWorkload): Need[] {
  const { name, pod, network } = workload;
  const grants = grantsOfWorkload(plan, account, name);
  const brokered = brokeredBy(account, name);
  const foundation = stackName("foundation", account.name);
  const usesOwnRole = brokered.length > 0 || grants.some(({ how }) => how !== "irsa");
  const forGrants = [...grants.map(({ id }) => id), ...brokered.flatMap((table) => waitingTenants(account, table).forGrants ?? [])];
  return [
    // A pod has no role while its cluster is not there.
    ...(usesOwnRole ? [{ stack: foundation, key: `role:${name}`, ...(pod === undefined ? {} : { forGrants }) } as const] : []),
    ...grants.flatMap((grant): Need[] => {
      const forGrants = [grant.id];
      const data = stackName("data", grant.owner);
      if (grant.consumer.kind === "account") return [];
      return [
        { stack: data, key: resourceKey(grant), forGrants },
        ...(isOfStream(grant) ? [{ stack: data, key: `stream:${grant.name}`, forGrants } as const] : []),
        ...(isByAccessRole(grant) ? [{ stack: data, key: accessRoleKey(grant.consumer), forGrants }] : []),
        ...(pod?.identity === "pod-identity" ? [{ stack: foundation, key: `issuer:${pod.cluster}`, forGrants } as const] : []),
        ...(network === undefined || (grant.owner === account.name && !readsStream(grant, workload))
          ? []
          : [{ stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants } as const]),
      ];
    }),
    ...brokered.map(
      (table) => ({ stack: stackName("data", account.name), key: `tenantRole:${table.name}`, ...waitingTenants(account, table) }) as const,
    ),
  ];
}

const isOfStream = ({ kind, can }: ResolvedGrant): boolean => kind === "tables" && can.includes("stream");

/** A grant with what it is on, and the owner's role that carries it. */
export interface UsedGrant {
  readonly grant: ResolvedGrant;
  readonly thing: pulumi.Output<SharedResource>;
  /** Undefined where the grant is of no stream, or the table has none yet. */
  readonly streamArn: pulumi.Output<string> | undefined;
  /** Undefined where the workload reads no stream itself. */
  readonly streams: StreamsReach | undefined;
  readonly accessRole: pulumi.Output<OutputValue<`accessRole:${string}`>> | undefined;
}

/** None while the owner does not hand on what the grant is on, the stream where it is of nothing else, or the role that carries it. */
function usedGrant(context: AccountContext, grant: ResolvedGrant, workload: ResolvedWorkload): UsedGrant | undefined {
  const { references } = context;
  const thing = usedResource(references, grant);
  if (thing === undefined || grant.consumer.kind === "account") return undefined;
  const data = stackName("data", grant.owner);
  const streamArn = isOfStream(grant) ? references.optional(data, `stream:${grant.name}`) : undefined;
  // A grant of the stream alone gives nothing while there is none.
  if (streamArn === undefined && grant.can.every((verb) => verb === "stream")) return undefined;
  const streams = streamsReach(context, grant, workload);
  if (!isByAccessRole(grant)) return { grant, thing, streamArn, streams, accessRole: undefined };
  const accessRole = references.optional(data, accessRoleKey(grant.consumer));
  return accessRole === undefined ? undefined : { grant, thing, streamArn, streams, accessRole };
}

/** One policy in the workload's own role: what it may do itself, and the roles that it may take, each once. */
function permit(context: AccountContext, workload: ResolvedWorkload, uses: readonly UsedGrant[]): void {
  const { account, provider, references, stack, trace } = context;
  const resource = `permissions-${workload.name}`;
  const direct = uses
    .filter(({ accessRole }) => accessRole === undefined)
    .map(({ grant, thing }) => thing.apply((known) => ({ grant, known })));
  const taken = Map.groupBy(
    uses.filter(({ accessRole, grant }) => accessRole !== undefined && grant.how !== "irsa"),
    ({ grant }) => grant.owner,
  );
  const statements = [
    pulumi
      .all(direct)
      .apply((all) =>
        statementsOf(context, resource, all, ({ grant, known }): readonly IdentityStatement[] =>
          permissionStatements(grant, known, { asOwner: grant.owner === account.name, from: undefined }),
        ),
      ),
    ...[...taken].map(([owner, grants]) =>
      pulumi.output(grants[0]?.accessRole).apply((role) => {
        if (role === undefined) return [];
        const statement = takeRoleStatement(["of", owner], role.arn, carriesTags(workload));
        for (const { grant } of grants) trace({ stack, resource, statement: statement.sid, origin: grant.origin });
        return [statement];
      }),
    ),
    ...brokeredBy(account, workload.name).flatMap((table) => {
      const tenantRole = references.optional(stackName("data", account.name), `tenantRole:${table.name}`);
      if (tenantRole === undefined) return [];
      return tenantRole.apply(({ arn }) => {
        const statement = takeRoleStatement(["of", "the", "tenants", "of", table.name], arn, true);
        trace({ stack, resource, statement: statement.sid, origin: table.origin });
        return [statement];
      });
    }),
  ];
  const role = references.optional(stackName("foundation", account.name), `role:${workload.name}`);
  const isEmpty = direct.length === 0 && statements.length === 1;
  if (isEmpty || !workload.role.addsPermissions || role === undefined) return;
  const policy = pulumi
    .all(statements)
    .apply((all) => render(identityPolicy(nonEmpty(all.flat(), workload.name)), { where: `permissions of ${workload.name}` }));
  new aws.iam.RolePolicy(resource, { name: "palisade-data", role: role.apply(({ name }) => name), policy }, { provider });
}

/**
 * Who gets a pod its role, once its cluster is there: its own role, and by it the owner's where a grant is carried so.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
function associate({ account, provider, references }: AccountContext, { name, pod }: ResolvedWorkload, uses: readonly UsedGrant[]): void {
  if (pod?.identity !== "pod-identity" || uses.length === 0) return;
  const foundation = stackName("foundation", account.name);
  const place = clusterOf(account, pod.cluster);
  const role = references.optional(foundation, `role:${name}`);
  const isThere = references.optional(foundation, `issuer:${pod.cluster}`) !== undefined;
  if (place === undefined || role === undefined || !isThere) return;
  const target = uses.find(({ grant }) => grant.how === "pod-identity")?.accessRole;
  new aws.eks.PodIdentityAssociation(
    `association-${name}`,
    {
      region: place.region,
      clusterName: place.cluster.eksName,
      namespace: pod.namespace,
      serviceAccount: pod.serviceAccount,
      roleArn: role.apply(({ arn }) => arn),
      ...(target === undefined ? {} : { targetRoleArn: target.apply(({ arn }) => arn) }),
    },
    { provider },
  );
}

function cardOf(
  context: AccountContext,
  workload: ResolvedWorkload,
  { grant, thing, streams, accessRole }: UsedGrant,
): pulumi.Output<ConnectionCard> {
  const { account, plan, references } = context;
  const own = references.optional(stackName("foundation", account.name), `role:${workload.name}`);
  const from = callsFrom(context, grant);
  const planned = accessRolesOf(plan, grant.owner).find(({ grants }) => grants.includes(grant.id));
  return pulumi
    .all([thing, accessRole, own, from === "waits" ? undefined : from, streams])
    .apply(([known, taken, ownRole, place, reached]) => {
      const permissions =
        taken === undefined
          ? [...permissionStatements(grant, known, { asOwner: grant.owner === account.name, from: undefined })]
          : [takeRoleStatement(["of", grant.owner], taken.arn, carriesTags(workload))];
      const role = taken ?? ownRole;
      return connectionCard(grant, {
        thing: known,
        streams: reached,
        roleArn: taken?.arn,
        sessionHours: planned?.maxSessionHours ?? 1,
        pod: workload.pod,
        permissions:
          workload.role.addsPermissions || grant.how === "irsa"
            ? undefined
            : render(identityPolicy(nonEmpty(permissions, grant.id)), { where: `permissions for ${grant.id}` }),
        keyPolicyStatements: role === undefined ? undefined : handedBackKeyPolicy(plan, grant, known, { role, from: place }),
      });
    });
}
