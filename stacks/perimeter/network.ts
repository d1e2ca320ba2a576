import type * as pulumi from "@pulumi/pulumi";
import { rolePattern } from "../../guardrails/exempt-roles.ts";
import { type AdmittedRoles, addressSids, type ExternalRole, networkPerimeter, networkSids } from "../../guardrails/network-perimeter.ts";
import { alikeStreams, sensitiveStreams, streamsSid } from "../../guardrails/sensitive-streams.ts";
import { roleArn } from "../../iam/arn.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { RegionalVpcs } from "../../iam/grant-conditions.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { pascalCase } from "../../iam/sid.ts";
import { BREAK_GLASS_PATH, stackName } from "../../model/names.ts";
import type { Origin } from "../../model/plan/origin.ts";
import { accessRolesOf, grantOf, grantsOn, grantsTo, workloadOf } from "../../model/plan/plan-index.ts";
import type { NetworkReference } from "../../model/plan/planned-network.ts";
import type { ResolvedAccessRole, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
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

/** Roles that teams make and that the perimeter lets read streams; while one is missing, what lets it through waits. */
export function readerNeeds(plan: ResolvedPlan, { name: account, workloads }: AccountContext["account"]): Need[] {
  const read = grantsTo(plan, account).filter(({ can }) => can.includes("stream"));
  return workloads.flatMap(({ name, role, pollsStreams }): Need[] => {
    const letThrough = read.filter(
      ({ consumer, owner }) => consumer.kind === "workload" && consumer.workload === name && (pollsStreams || owner === account),
    );
    if (role.created || (!pollsStreams && letThrough.length === 0)) return [];
    return [{ stack: stackName("foundation", account), key: `role:${name}`, forGrants: letThrough.map(({ id }) => id) }];
  });
}

/** Whether a workload's role exists, or is made here in any case. */
const isThere = ({ account, references }: AccountContext, { name, role }: Pick<ResolvedWorkload, "name" | "role">): boolean =>
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
  const { account, plan } = context;
  const { partition, letThrough, breakGlass } = plan.organization;
  const merged = (kind: "services" | "backupRoles" | "serviceRoles") =>
    [...new Set([...Object.keys(letThrough[kind] ?? {}), ...Object.keys(account.letThrough[kind] ?? {})])].sort();
  const network = networkPerimeter({
    networks: ownNetworks(account, ids),
    services: merged("services"),
    serviceRoles: [...merged("backupRoles"), ...merged("serviceRoles")].map((name) => rolePattern(partition, name, account.id)),
    streamPollers: account.workloads.flatMap((workload) =>
      workload.pollsStreams && workload.roleArn !== undefined && isThere(context, workload) ? [workload.roleArn] : [],
    ),
    accessRoles: admittedRoles(context, ids),
    externalRoles: externalRoles(context),
    breakGlass: roleArn({ partition, accountId: account.id, path: BREAK_GLASS_PATH, name: breakGlass.role }),
  });
  const [first, ...rest] = network;
  return [first, ...rest, ...sensitiveStreams(sensitiveTables(context))];
}

/** A statement, and the part of the declaration that it follows from. */
export interface StatementOrigin {
  /** The statement's Sid. */
  readonly statement: string;
  readonly origin: Origin;
}

/** The origins of the statements that follow from grants and from sensitive tables; all others follow from the perimeter itself. */
export function networkOrigins(context: AccountContext, ids: VpcIds): StatementOrigin[] {
  const { account, plan } = context;
  const tables = new Map(account.tables.map(({ name, origin }) => [name, origin]));
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
    ...alikeStreams(sensitiveTables(context)).flatMap((alike) =>
      from(
        [streamsSid(alike)],
        alike.map(({ table }) => tables.get(table)),
      ),
    ),
  ];
}

function ownNetworks(account: AccountContext["account"], ids: VpcIds): RegionalVpcs[] {
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

/** Sensitive tables with the roles of this account that are granted their streams. */
function sensitiveTables(context: AccountContext) {
  const { account, plan } = context;
  return account.tables.flatMap(({ name, arn, classification }) => {
    if (classification !== "sensitive" || arn === undefined) return [];
    const readers = grantsOn(plan, account.name, "tables", name).flatMap((grant) => {
      const workload = workloadOf(plan, grant.consumer);
      const isOwn = grant.how === "own-role" && workload !== undefined && isThere(context, workload);
      const role = grant.accessRoleArn ?? (isOwn ? grant.consumerRoleArn : undefined);
      return grant.can.includes("stream") && role !== undefined ? [role] : [];
    });
    return [{ table: name, tableArn: arn, readers }];
  });
}
