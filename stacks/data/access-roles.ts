import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clusterArn, issuerName } from "../../iam/arn.ts";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { type NonEmpty, nonEmpty, someOrNone } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { type TrustStatement, trustPolicy } from "../../iam/trust-policy.ts";
import { NO_NETWORK, REGION_TAG, stackName, VPC_TAG } from "../../model/names.ts";
import { accessRolesOf, accountOf, clusterOf, openGrants, peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { Taker } from "../../model/plan/planned-grant.ts";
import type { ResolvedAccessRole, ResolvedGrant } from "../../model/plan/resolve.ts";
import {
  lastEnd,
  POD_AUDIENCE,
  type Trusting,
  trustAssociation,
  trustParty,
  trustPeople,
  trustServiceAccount,
  trustWorkload,
} from "../../sharing/access-trust.ts";
import type { NamedRole } from "../../sharing/deployed-grant.ts";
import { permissionStatements } from "../../sharing/permissions.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import { carriesTags, placeOfParty } from "../wiring/carried-grants.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import { callsFrom, ownRole } from "../wiring/read-grants.ts";

/** A role of the owner, with the grants that it carries. */
export interface MadeAccessRole {
  readonly planned: ResolvedAccessRole;
  readonly role: aws.iam.Role;
  readonly grants: NonEmpty<ResolvedGrant>;
}

/** A role as policies name it. */
export const namedRole = ({ arn, uniqueId }: aws.iam.Role): pulumi.Output<NamedRole> =>
  pulumi.all([arn, uniqueId]).apply(([roleArn, id]) => ({ arn: roleArn, uniqueId: id }));

/**
 * Makes the account's access roles, each trusting its one consumer, without permissions yet: policies of keys and tables name these roles,
 * and permissions name keys and tables. A role waits while its consumer's role, or the issuer of the consumer's cluster, does not exist.
 */
export function makeAccessRoles(context: AccountContext, organizationId: pulumi.Output<string>): MadeAccessRole[] {
  const { plan, account, provider, stack, trace } = context;
  const open = new Map(openGrants(plan, account.name).map((grant) => [grant.id, grant]));
  const issuers = makeIdentityProviders(context);
  return accessRolesOf(plan, account.name).flatMap((planned): MadeAccessRole[] => {
    const grants = planned.grants.flatMap((id) => open.get(id) ?? []);
    if (grants.length === 0) return [];
    const resource = `access-${planned.name}`;
    const trust = trustOf(context, planned, nonEmpty(grants, planned.name), organizationId, issuers);
    if (trust === undefined) return [];
    const role = new aws.iam.Role(
      resource,
      {
        name: planned.name,
        path: `/${planned.path}/`,
        assumeRolePolicy: trust.apply((statements) => {
          for (const { origin } of grants) for (const { sid } of statements) trace({ stack, resource, statement: sid, origin });
          return render(trustPolicy(statements), { where: `trust of ${planned.name}` });
        }),
        maxSessionDuration: planned.maxSessionHours * SECONDS_PER_HOUR,
        tags: placeTags(context, planned),
      },
      { provider, deleteBeforeReplace: true },
    );
    return [{ planned, role, grants: nonEmpty(grants, planned.name) }];
  });
}

const SECONDS_PER_HOUR = 3600;

/** The tags by which the owner's perimeter binds an access role to its consumer's network; the role of a party, or of people with addresses, is bound to these. */
function placeTags({ plan, references }: AccountContext, { consumer }: ResolvedAccessRole): Record<string, pulumi.Input<string>> {
  const workload = workloadOf(plan, consumer);
  const network = workload?.network ?? peopleOf(plan, consumer)?.network;
  if (workload !== undefined && workload.addresses.length > 0) return {};
  if (consumer.kind !== "workload" && network === undefined) return {};
  const deployed =
    network === undefined ? undefined : references.optional(stackName("foundation", network.account), `network:${network.network}`);
  return {
    [VPC_TAG]: deployed?.apply(({ vpcId }) => vpcId) ?? NO_NETWORK,
    [REGION_TAG]: deployed?.apply(({ region }) => region) ?? NO_NETWORK,
  };
}

interface Issuer {
  readonly arn: pulumi.Output<string>;
  readonly issuer: pulumi.Output<string>;
}

/**
 * One provider for each cluster whose pods take roles of this account. Without a thumbprint IAM finds the authority itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
function makeIdentityProviders({ plan, account, provider, references }: AccountContext): ReadonlyMap<string, Issuer> {
  const made = new Map<string, Issuer>();
  for (const { account: owner, cluster } of plan.identityProviders) {
    if (owner !== account.name) continue;
    const issuer = references.optional(stackName("foundation", cluster.account), `issuer:${cluster.name}`)?.apply(issuerName);
    if (issuer === undefined) continue;
    const { arn } = new aws.iam.OpenIdConnectProvider(
      `issuer-${cluster.account}.${cluster.name}`,
      { url: issuer.apply((name) => `https://${name}`), clientIdLists: [POD_AUDIENCE] },
      { provider },
    );
    made.set(`${cluster.account}/${cluster.name}`, { arn, issuer });
  }
  return made;
}

function trustOf(
  context: AccountContext,
  planned: ResolvedAccessRole,
  grants: NonEmpty<ResolvedGrant>,
  organizationId: pulumi.Output<string>,
  issuers: ReadonlyMap<string, Issuer>,
): pulumi.Output<NonEmpty<TrustStatement>> | undefined {
  const { plan } = context;
  const { consumer, how } = planned;
  const trusting: Trusting = { consumer, ends: lastEnd(grants) };
  if (consumer.kind === "external") return trustOfParty(context, consumer.party, trusting, grants[0])?.apply(alone);
  if (consumer.kind === "people") return trustOfPeople(context, consumer, trusting, organizationId)?.apply(alone);
  const { pod, addresses = [] } = workloadOf(plan, consumer) ?? {};
  if (how === "irsa") {
    if (pod === undefined) return undefined;
    const isIn = pod.clusters.length === 1 ? () => undefined : (cluster: string) => cluster;
    // A cluster that is not there yet is left out, so that the pods in the others need not wait.
    const there = pod.clusters.flatMap((cluster) => {
      const provider = issuers.get(`${consumer.account}/${cluster}`);
      return provider === undefined ? [] : [{ ...provider, cluster: isIn(cluster) }];
    });
    if (there.length === 0) return undefined;
    return pulumi.all(there).apply((found) =>
      nonEmpty(
        found.map((provider) => trustServiceAccount(trusting, pod, provider, provider.cluster)),
        "issuers",
      ),
    );
  }
  const role = ownRole(context, grants[0]);
  if (role === undefined) return undefined;
  if (how === "role")
    return pulumi
      .all([role, organizationId])
      .apply(([named, id]) => alone(trustWorkload({ ...trusting, addresses }, named, id, carriesTags({ pod }))));
  const clusterArns = someOrNone(clusterArnsOf(context, consumer));
  if (pod === undefined || clusterArns === undefined) return undefined;
  return pulumi.all([role, organizationId]).apply(([named, id]) => alone(trustAssociation(trusting, { ...pod, clusterArns }, named, id)));
}

const alone = (statement: TrustStatement): NonEmpty<TrustStatement> => [statement];

function trustOfPeople(
  { plan, account }: AccountContext,
  consumer: Extract<Taker, { kind: "people" }>,
  trusting: Trusting,
  organizationId: pulumi.Output<string>,
): pulumi.Output<TrustStatement> | undefined {
  const accountId = accountOf(plan, consumer.account)?.id;
  const people = peopleOf(plan, consumer);
  if (accountId === undefined || people?.rolePattern === undefined) return undefined;
  const { rolePattern, addresses } = people;
  const trusted = { partition: plan.organization.partition, accountId, rolePattern, addresses };
  return organizationId.apply((id) => trustPeople(trusting, trusted, consumer.account === account.name ? undefined : id));
}

function trustOfParty(
  { plan }: AccountContext,
  name: string,
  trusting: Trusting,
  { consumerRoleArn }: ResolvedGrant,
): pulumi.Output<TrustStatement> | undefined {
  const party = plan.externalParties.find((each) => each.name === name);
  if (party?.externalId === undefined || consumerRoleArn === undefined) return undefined;
  return pulumi.output(trustParty(trusting, { roleArn: consumerRoleArn, externalId: party.externalId, from: placeOfParty(party) }));
}

/** The ARNs of the clusters that a workload's pods run in. */
function clusterArnsOf({ plan }: AccountContext, consumer: Extract<Taker, { kind: "workload" }>): string[] {
  const account = accountOf(plan, consumer.account);
  const accountId = account?.id;
  if (account === undefined || accountId === undefined) return [];
  return (workloadOf(plan, consumer)?.pod?.clusters ?? []).flatMap((name) => {
    const place = clusterOf(account, name);
    if (place === undefined) return [];
    const { cluster, region } = place;
    return [clusterArn({ partition: plan.organization.partition, accountId, region, cluster: cluster.eksName })];
  });
}

/** The resources that grants are on. */
export interface GrantedResources {
  /** By kind and name. */
  readonly resources: ReadonlyMap<string, pulumi.Output<SharedResource>>;
  /** Ids of grants that wait, so that no permission follows from them. */
  readonly waiting: ReadonlySet<string>;
}

/** Gives each access role its permissions: one statement or more for each grant that does not wait. */
export function permitAccessRoles(
  context: AccountContext,
  roles: readonly MadeAccessRole[],
  { resources, waiting }: GrantedResources,
): void {
  for (const { planned, role, grants } of roles) {
    const resource = `access-permissions-${planned.name}`;
    const permitted = grants.flatMap((grant) => {
      const shared = resources.get(`${grant.kind}/${grant.name}`);
      const from = callsFrom(context, grant);
      if (shared === undefined || from === "waits" || waiting.has(grant.id)) return [];
      return [pulumi.all([shared, from]).apply(([on, place]) => ({ grant, on, place }))];
    });
    if (permitted.length === 0) continue;
    const policy = pulumi.all(permitted).apply((all) => {
      const statements = statementsOf(context, resource, all, ({ grant, on, place }) =>
        permissionStatements(grant, on, { asOwner: true, from: place }),
      );
      return render(identityPolicy(nonEmpty(statements, planned.name)), { where: `permissions of ${planned.name}` });
    });
    new aws.iam.RolePolicy(resource, { name: "palisade-data", role: role.name, policy }, { provider: context.provider });
  }
}
