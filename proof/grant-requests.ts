import { clusterArn, issuerName, parseArn } from "../iam/arn.ts";
import { stackName } from "../model/names.ts";
import type { ResolvedGrant, ResolvedPlan } from "../model/resolve.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../model/rights.ts";
import type { KeyVerb, SecretVerb, TableVerb } from "../model/schema/vocabulary.ts";
import type { OrganizationWorld } from "./organization-world.ts";
import type { Request } from "./prepare-request.ts";
import type { ContextValues } from "./request-context.ts";

/** What a request is asked for: the declared access, or one of the ways that must stay closed. */
export type Question = "declared" | "from the internet" | "by another role" | "not granted";

/** A request about a grant with the answer that the declaration promises. */
export interface GrantRequest {
  readonly question: Question;
  readonly request: Request;
  readonly isToBeAllowed: boolean;
}

/** A call that a service forwards carries nothing of the caller's network. */
const forwardedBy = (service: string, region: string): ContextValues => ({
  "kms:ViaService": `${service}.${region}.amazonaws.com`,
  "aws:ViaAWSService": "true",
});

/**
 * What is asked about a grant across accounts: each granted action from where it was declared, one of them from the internet and by another
 * role of the consumer from the same network, and one action that was not granted. Where the grant is carried by a role of the owner's,
 * the consumer takes it, and that role calls. Empty for grants that no request shows: closed ones, replicas, and those inside an account.
 */
export function grantRequests(grant: ResolvedGrant, plan: ResolvedPlan, world: OrganizationWorld): readonly GrantRequest[] {
  const { consumer, how, state } = grant;
  if (state !== "open" || consumer.kind === "account" || how === "own-role" || how === "replication") return [];
  const isExternal = consumer.kind === "external";
  const taker = isExternal ? `external/${consumer.party}` : `${consumer.account}/${consumer.workload}`;
  const caller = how === "resource-policy" ? taker : `${grant.owner}/access/${taker}`;
  const from = isExternal ? taker : networkOf(plan, consumer);
  const stranger = `role/another@${isExternal ? (plan.externalParties.find(({ name }) => name === consumer.party)?.account ?? "") : consumer.account}`;
  const granted = grantedRequests(grant, caller, from, world);
  const [first] = granted;
  if (first === undefined) return [];
  const taking = how === "resource-policy" ? [] : takingRequests(grant, { plan, world, taker, role: caller, from });
  const ask = (question: Question, request: Request): GrantRequest => ({ question, request, isToBeAllowed: question === "declared" });
  return [
    ...taking.map((request) => ask("declared", request)),
    ...granted.map((request) => ask("declared", request)),
    ask("from the internet", { ...first, from: "internet" }),
    ask("by another role", { ...first, principal: stranger }),
    // A token is no role's: another pod's must not do.
    ...taking
      .slice(0, 1)
      .map((request) => ask("by another role", how === "irsa" ? ofAnotherPod(request) : { ...request, principal: stranger })),
    ask("not granted", { ...first, action: notGranted(grant) }),
  ];
}

function networkOf(plan: ResolvedPlan, { account, workload }: { readonly account: string; readonly workload: string }): string | undefined {
  const network = plan.accounts.find(({ name }) => name === account)?.workloads.find(({ name }) => name === workload)?.network;
  return network === undefined ? undefined : `${network.account}/${network.network}`;
}

function grantedRequests(
  { kind, owner, name, can, on, region }: ResolvedGrant,
  principal: string,
  from: string | undefined,
  world: OrganizationWorld,
): Request[] {
  const thing = `${owner}/${kind}/${name}`;
  const each = (actions: readonly string[], resource: string): Request[] =>
    [...new Set(actions)].map((action) => ({ principal, action, resource, from, context: {} }));
  const decrypting = (service: string): Request[] =>
    world.names.resource(`${thing}/key`).arn === undefined
      ? []
      : [{ principal, action: "kms:Decrypt", resource: `${thing}/key`, context: forwardedBy(service, region) }];
  switch (kind) {
    case "keys":
      return each(
        can.flatMap((verb) => KEY_RIGHTS[verb as KeyVerb]),
        thing,
      );
    case "secrets":
      return [
        ...each(
          can.flatMap((verb) => SECRET_RIGHTS[verb as SecretVerb]),
          thing,
        ),
        ...decrypting("secretsmanager"),
      ];
    case "tables": {
      const rights = can.map((verb) => TABLE_RIGHTS[verb as TableVerb]);
      const indexes = on.filter((place) => place !== "table");
      return [
        ...(on.includes("table")
          ? each(
              rights.flatMap(({ table }) => table),
              thing,
            )
          : []),
        ...indexes.flatMap((index) =>
          each(
            rights.flatMap((right) => right.index),
            `${thing}/index/${index}`,
          ),
        ),
        ...each(
          rights.flatMap(({ stream }) => stream),
          `${thing}/stream`,
        ),
        ...decrypting("dynamodb"),
      ];
    }
  }
}

/** An action on the same thing that the grant leaves out. */
function notGranted({ kind, can }: ResolvedGrant): string {
  const has = (verb: string) => (can as readonly string[]).includes(verb);
  if (kind === "keys") return has("encrypt") ? "kms:ScheduleKeyDeletion" : "kms:Encrypt";
  if (kind === "secrets") return has("write") ? "secretsmanager:DeleteSecret" : "secretsmanager:PutSecretValue";
  return has("write") ? "dynamodb:DeleteTable" : "dynamodb:PutItem";
}

interface Taking {
  readonly plan: ResolvedPlan;
  readonly world: OrganizationWorld;
  readonly taker: string;
  readonly role: string;
  readonly from: string | undefined;
}

/** The requests by which a consumer takes the owner's role. */
function takingRequests({ how, owner, consumer }: ResolvedGrant, { plan, world, taker, role, from }: Taking): Request[] {
  const take = (action: string, principal: string, context: ContextValues): Request => ({
    principal,
    action,
    resource: role,
    from,
    context,
  });
  if (consumer.kind === "external") {
    const externalId = plan.externalParties.find(({ name }) => name === consumer.party)?.externalId;
    return [take("sts:AssumeRole", taker, externalId === undefined ? {} : { "sts:ExternalId": externalId })];
  }
  if (consumer.kind === "account" || how === "role") return [take("sts:AssumeRole", taker, {})];
  const account = plan.accounts.find(({ name }) => name === consumer.account);
  const pod = account?.workloads.find(({ name }) => name === consumer.workload)?.pod;
  const cluster = account?.clusters.find(({ name }) => name === pod?.cluster);
  if (account?.id === undefined || pod === undefined || cluster === undefined) return [];
  if (how === "irsa") {
    const provider = world.inventory.byName.get(`${stackName("data", owner)}/issuer-${consumer.account}.${cluster.name}`);
    const arn = provider?.outputs.arn;
    if (typeof arn !== "string") return [];
    const issuer = issuerName(parseArn(arn)?.resource.replace(/^oidc-provider\//, "") ?? "");
    const claims = {
      [`${issuer}:aud`]: "sts.amazonaws.com",
      [`${issuer}:sub`]: `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`,
    };
    return [take("sts:AssumeRoleWithWebIdentity", arn, claims)];
  }
  const region = account.networks.find(({ name }) => name === cluster.network)?.region ?? plan.organization.homeRegion;
  const tags = {
    "eks-cluster-arn": clusterArn({ partition: plan.organization.partition, region, accountId: account.id, cluster: cluster.eksName }),
    "kubernetes-namespace": pod.namespace,
    "kubernetes-service-account": pod.serviceAccount,
  };
  const context = {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": Object.keys(tags),
  };
  return ["sts:AssumeRole", "sts:TagSession"].map((action) => take(action, taker, context));
}

const ofAnotherPod = (request: Request): Request => ({
  ...request,
  context: Object.fromEntries(
    Object.entries(request.context).map(([key, value]) => [key, key.endsWith(":sub") ? "system:serviceaccount:default:another" : value]),
  ),
});
