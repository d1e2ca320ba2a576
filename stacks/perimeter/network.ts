import type * as pulumi from "@pulumi/pulumi";
import { rolePattern } from "../../guardrails/exempt-roles.ts";
import { addressSids, type ExternalRole, networkPerimeter } from "../../guardrails/network-perimeter.ts";
import { roleArn } from "../../iam/arn.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { RegionalVpcs } from "../../iam/grant-conditions.ts";
import { type NonEmpty, nonEmpty, someOrNone } from "../../iam/non-empty.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import { ACCESS_PATH, stackName } from "../../model/names.ts";
import type { Origin } from "../../model/plan/origin.ts";
import { accessRolesOf, grantOf, grantsTo, peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { Taker } from "../../model/plan/planned-grant.ts";
import type { ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import { wordsOf } from "../../sharing/deployed-grant.ts";
import { letThroughNames, ownRoles, type PlannedPlace } from "../wiring/account-roles.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { Need } from "../wiring/references.ts";

/** Ids of the account's VPCs by network. */
export type VpcIds = ReadonlyMap<string, string>;

/** The account's own networks. Those of its grants by role stand in the tags of the roles. */
export const networkNeeds = ({ name: account, networks }: AccountContext["account"]): Need[] =>
  networks.map(({ name }): Need => ({ stack: stackName("foundation", account), key: `network:${name}` }));

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

/** An account in its plan, and what is there of what other stacks hand on. */
export type PerimeterPlace = Pick<AccountContext, "account" | "plan"> & {
  readonly references: { optional(stack: string, key: `role:${string}`): unknown };
};

/** Whether a workload's role exists, or is made here in any case. */
export const isThere = ({ account, references }: PerimeterPlace, { name, role }: Pick<ResolvedWorkload, "name" | "role">): boolean =>
  role.created || references.optional(stackName("foundation", account.name), `role:${name}`) !== undefined;

/** Ids of the account's VPCs that are deployed, by network. */
export function networkIds({ account, references }: AccountContext): ReadonlyMap<string, pulumi.Output<string>> {
  const ids = new Map<string, pulumi.Output<string>>();
  for (const { name } of account.networks) {
    const found = references.optional(stackName("foundation", account.name), `network:${name}`);
    if (found !== undefined)
      ids.set(
        name,
        found.apply(({ vpcId }) => vpcId),
      );
  }
  return ids;
}

/** The statements of the account's network SCP, from the ids of the VPCs. */
export function networkStatements(context: PerimeterPlace, ids: VpcIds, organizationId: string): NonEmpty<ServiceControlStatement> {
  const { account, plan } = context;
  const { partition } = plan.organization;
  const hasAccessRoles = accessRolesOf(plan, account.name).some(({ path }) => path === ACCESS_PATH);
  return networkPerimeter({
    networks: ownNetworks(account, ids),
    services: letThroughNames(context, "services"),
    serviceRoles: [...declaredRolesOf(context, "serviceRoles"), ...exemptWorkloadsOf(context)],
    restoreRoles: declaredRolesOf(context, "restoreRoles"),
    streamPollers: account.workloads.flatMap((workload) =>
      workload.pollsStreams && workload.roleArn !== undefined && isThere(context, workload) ? [workload.roleArn] : [],
    ),
    accessRoles: hasAccessRoles
      ? { pattern: roleArn({ partition, accountId: account.id, path: ACCESS_PATH, name: "*" }), organizationId }
      : undefined,
    externalRoles: externalRoles(context),
    ...ownRoles(context),
  });
}

/** The account's roles that are let through as one of these. */
export function declaredRolesOf(context: PlannedPlace, ...kinds: readonly ("backupRoles" | "restoreRoles" | "serviceRoles")[]): string[] {
  const { account, plan } = context;
  return letThroughNames(context, ...kinds).map((name) => rolePattern(plan.organization.partition, name, account.id));
}

/** Roles of workloads that a service runs in AWS's own network, by their ARNs. */
export const exemptWorkloadsOf = ({ account }: PlannedPlace): string[] =>
  account.workloads.flatMap(({ exempt, roleArn: own }) => (exempt === undefined || own === undefined ? [] : [own]));

/** A statement, and the part of the declaration that it follows from. */
export interface StatementOrigin {
  /** The statement's Sid. */
  readonly statement: string;
  readonly origin: Origin;
}

/** The origins of the statements that follow from grants; all others follow from the perimeter itself. */
export function networkOrigins(context: PlannedPlace): StatementOrigin[] {
  const { plan } = context;
  const from = (sids: readonly string[], origins: readonly (Origin | undefined)[]): StatementOrigin[] =>
    sids.flatMap((statement) => origins.flatMap((origin) => (origin === undefined ? [] : [{ statement, origin }])));
  return externalRoles(context).flatMap(({ party, networks, grants: carried }) =>
    from(
      addressSids(party).slice(networks === undefined ? 1 : 0),
      carried.map((id) => grantOf(plan, id)?.origin),
    ),
  );
}

/** The VPCs of the account by region, sorted by region. */
export function ownNetworks(account: AccountContext["account"], ids: VpcIds): RegionalVpcs[] {
  return [...Map.groupBy(account.networks, ({ region }) => region)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([region, networks]) => ({
      region,
      vpcIds: nonEmpty(
        networks.flatMap(({ name }) => ids.get(name) ?? []),
        `VPCs of ${region}`,
      ),
    }));
}

function externalRoles({ account, plan }: PlannedPlace): (ExternalRole & { readonly grants: readonly string[] })[] {
  return accessRolesOf(plan, account.name).flatMap(({ consumer, arn, grants }) => {
    const networks = someOrNone(addressesOf(plan, consumer));
    if (arn === undefined || (networks === undefined && consumer.kind !== "external")) return [];
    const regions = grants.flatMap((id) => grantOf(plan, id)?.region ?? []);
    return [
      {
        party: titleOf(consumer),
        role: arn,
        networks,
        regions: nonEmpty([...new Set(regions)].sort(), "regions"),
        grants,
      },
    ];
  });
}

/** The public addresses that a consumer calls from; none where it calls from a network, or its organization stands in for them. */
function addressesOf(plan: AccountContext["plan"], consumer: Taker): readonly string[] {
  return consumer.kind === "external"
    ? (plan.externalParties.find(({ name }) => name === consumer.party)?.networks ?? [])
    : (peopleOf(plan, consumer)?.addresses ?? workloadOf(plan, consumer)?.addresses ?? []);
}

/** What Sids call a consumer with addresses. */
const titleOf = (consumer: Taker): string =>
  consumer.kind === "external"
    ? `external-${consumer.party}`
    : `${consumer.kind === "people" ? "people" : "ci"}-${wordsOf(consumer).join("-")}`;
