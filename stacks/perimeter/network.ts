import type * as pulumi from "@pulumi/pulumi";
import { rolePattern } from "../../guardrails/exempt-roles.ts";
import { type AdmittedRoles, addressSids, type ExternalRole, networkPerimeter, networkSids } from "../../guardrails/network-perimeter.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { RegionalVpcs } from "../../iam/grant-conditions.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { pascalCase } from "../../iam/sid.ts";
import { stackName } from "../../model/names.ts";
import type { Origin } from "../../model/plan/origin.ts";
import { accessRolesOf, grantOf, grantsTo, workloadOf } from "../../model/plan/plan-index.ts";
import type { NetworkReference } from "../../model/plan/planned-network.ts";
import type { ResolvedAccessRole, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import { letThroughNames, ownRoles } from "../wiring/account-roles.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { Need } from "../wiring/references.ts";

/** Ids of VPCs by `<account>/<network>`. */
export type VpcIds = ReadonlyMap<string, string>;

const nameOf = ({ account, network }: Pick<NetworkReference, "account" | "network">): string => `${account}/${network}`;

/** The network that a consumer of an access role calls from; undefined for external parties and for functions without one. */
const networkOf = (plan: ResolvedPlan, { consumer }: ResolvedAccessRole): NetworkReference | undefined =>
  workloadOf(plan, consumer)?.network;

/** The account's own networks, and those that its grants by role bring in; while one of these is missing, its grants wait. */
export function networkNeeds(plan: ResolvedPlan, account: AccountContext["account"]): Need[] {
  return [
    ...account.networks.map(({ name }): Need => ({ stack: stackName("foundation", account.name), key: `network:${name}` })),
    ...accessRolesOf(plan, account.name).flatMap((role): Need[] => {
      const network = networkOf(plan, role);
      if (network === undefined || network.account === account.name) return [];
      return [{ stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants: role.grants }];
    }),
  ];
}

/** Roles that teams make and that the perimeter lets read streams or change settings; while one is missing, what lets it through waits. */
export function readerNeeds(plan: ResolvedPlan, { name: account, workloads }: AccountContext["account"]): Need[] {
  const granted = grantsTo(plan, account);
  return workloads.flatMap(({ name, role, pollsStreams }): Need[] => {
    const letThrough = granted.filter(
      ({ can, consumer, owner }) =>
        consumer.kind === "workload" &&
        consumer.workload === name &&
        ((can.includes("stream") && (pollsStreams || owner === account)) || (can.includes("settings") && owner === account)),
    );
    if (role.created || (!pollsStreams && letThrough.length === 0)) return [];
    return [{ stack: stackName("foundation", account), key: `role:${name}`, forGrants: letThrough.map(({ id }) => id) }];
  });
}

/** Whether a workload's role exists, or is made here in any case. */
export const isThere = ({ account, references }: AccountContext, { name, role }: Pick<ResolvedWorkload, "name" | "role">): boolean =>
  role.created || references.optional(stackName("foundation", account.name), `role:${name}`) !== undefined;

/** Ids of all VPCs that are deployed, by `<account>/<network>`. */
export function networkIds({ account, plan, references }: AccountContext): ReadonlyMap<string, pulumi.Output<string>> {
  const ids = new Map<string, pulumi.Output<string>>();
  const wanted = [
    ...account.networks.map(({ name }) => ({ account: account.name, network: name })),
    ...accessRolesOf(plan, account.name).flatMap((role) => networkOf(plan, role) ?? []),
  ];
  for (const reference of wanted) {
    const found = references.optional(stackName("foundation", reference.account), `network:${reference.network}`);
    if (found !== undefined)
      ids.set(
        nameOf(reference),
        found.apply(({ vpcId }) => vpcId),
      );
  }
  return ids;
}

/** The statements of the account's network SCP, from the ids of the VPCs. */
export function networkStatements(context: AccountContext, ids: VpcIds): NonEmpty<ServiceControlStatement> {
  const { account } = context;
  return networkPerimeter({
    networks: ownNetworks(account, ids),
    services: letThroughNames(context, "services"),
    serviceRoles: declaredRolesOf(context, "serviceRoles"),
    restoreRoles: declaredRolesOf(context, "restoreRoles"),
    streamPollers: account.workloads.flatMap((workload) =>
      workload.pollsStreams && workload.roleArn !== undefined && isThere(context, workload) ? [workload.roleArn] : [],
    ),
    accessRoles: admittedRoles(context, ids),
    externalRoles: externalRoles(context),
    ...ownRoles(context),
  });
}

/** The account's roles that are let through as one of these. */
export function declaredRolesOf(context: AccountContext, ...kinds: readonly ("backupRoles" | "restoreRoles" | "serviceRoles")[]): string[] {
  const { account, plan } = context;
  return letThroughNames(context, ...kinds).map((name) => rolePattern(plan.organization.partition, name, account.id));
}

/** A statement, and the part of the declaration that it follows from. */
export interface StatementOrigin {
  /** The statement's Sid. */
  readonly statement: string;
  readonly origin: Origin;
}

/** The origins of the statements that follow from grants; all others follow from the perimeter itself. */
export function networkOrigins(context: AccountContext, ids: VpcIds): StatementOrigin[] {
  const { plan } = context;
  const from = (sids: readonly string[], origins: readonly (Origin | undefined)[]): StatementOrigin[] =>
    sids.flatMap((statement) => origins.flatMap((origin) => (origin === undefined ? [] : [{ statement, origin }])));
  return [
    ...admittedRoles(context, ids).flatMap(({ name, grants: carried }) =>
      from(
        networkSids(name),
        carried.map((id) => grantOf(plan, id)?.origin),
      ),
    ),
    ...externalRoles(context).flatMap(({ party, grants: carried }) =>
      from(
        addressSids(party),
        carried.map((id) => grantOf(plan, id)?.origin),
      ),
    ),
  ];
}

/** The VPCs of the account by region, sorted by region. */
export function ownNetworks(account: AccountContext["account"], ids: VpcIds): RegionalVpcs[] {
  return [...Map.groupBy(account.networks, ({ region }) => region)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([region, networks]) => ({
      region,
      vpcIds: nonEmpty(
        networks.flatMap(({ name }) => ids.get(nameOf({ account: account.name, network: name })) ?? []),
        `VPCs of ${region}`,
      ),
    }));
}

/** Access roles whose consumers' networks are deployed, together for each network. */
function admittedRoles({ account, plan }: AccountContext, ids: VpcIds): (AdmittedRoles & { readonly grants: readonly string[] })[] {
  const admitted = accessRolesOf(plan, account.name).flatMap((role) => {
    const reference = networkOf(plan, role);
    const vpcId = reference === undefined ? undefined : ids.get(nameOf(reference));
    return reference === undefined || vpcId === undefined || role.arn === undefined ? [] : [{ role, arn: role.arn, reference, vpcId }];
  });
  return [...Map.groupBy(admitted, ({ reference }) => nameOf(reference)).values()].map((alike) => {
    const [{ reference, vpcId }] = nonEmpty(alike, "access roles");
    return {
      name: pascalCase(`${reference.account}-${reference.network}`),
      roles: nonEmpty(
        alike.map(({ arn }) => arn),
        "access roles",
      ),
      network: { region: reference.region, vpcIds: [vpcId] },
      grants: alike.flatMap(({ role }) => role.grants),
    };
  });
}

function externalRoles({ account, plan }: AccountContext): (ExternalRole & { readonly grants: readonly string[] })[] {
  return accessRolesOf(plan, account.name).flatMap(({ consumer, arn, grants }) => {
    if (consumer.kind !== "external" || arn === undefined) return [];
    const party = plan.externalParties.find(({ name }) => name === consumer.party);
    if (party === undefined) return [];
    const regions = grants.flatMap((id) => grantOf(plan, id)?.region ?? []);
    return [
      {
        party: party.name,
        role: arn,
        networks: nonEmpty(party.networks, "networks"),
        regions: nonEmpty([...new Set(regions)].sort(), "regions"),
        grants,
      },
    ];
  });
}
