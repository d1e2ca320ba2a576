import { clusterArn, functionArn } from "../../iam/arn.ts";
import type { ResolvedAccount, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { ContextValues } from "../../proof/engine/request-context.ts";
import { assumedSession } from "../../proof/engine/session.ts";
import type { Caller } from "../caller.ts";
import type { TriedOrganization } from "../tried-organization.ts";
import { issuerOfCluster } from "./oidc-providers.ts";
import type { KnownRole } from "./roles.ts";

/**
 * A session of a principal that is named as `explain` names it, opened as by the service that runs its code: a workload, a role, a party.
 * A text where there is none, saying what to do.
 */
export function callerNamed(name: string, organization: TriedOrganization, roleOf: (arn: string) => KnownRole): Caller | string {
  const { plan, world, now } = organization;
  const { arn, problem } = world.names.principal(name);
  if (problem !== undefined) return problem.message;
  const [account, workload] = workloadNamed(name, organization);
  if (!/^arn:[\w-]+:iam::\d{12}:role\//.test(arn)) return `is no role, got ${JSON.stringify(name)}; name a workload or a role`;
  const tags = account === undefined || workload === undefined ? {} : podTags(account, workload, plan.organization);
  const session = assumedSession(
    { principal: "", context: {} },
    roleOf(arn),
    { sessionName: (workload?.name ?? "try").padEnd(2, "-"), tags, transitiveTagKeys: Object.keys(tags) },
    now,
  );
  return { session, policy: undefined, carries: workload === undefined ? {} : runtimeKeys(workload, account?.id ?? "", plan.organization) };
}

type Place = TriedOrganization["plan"]["organization"];

function workloadNamed(name: string, { plan }: TriedOrganization): readonly [ResolvedAccount | undefined, ResolvedWorkload | undefined] {
  const [accountName, workloadName] = name.split("/");
  const account = plan.accounts.find((each) => each.name === accountName);
  return [account, account?.workloads.find((each) => each.name === workloadName)];
}

/** What a function's own calls carry. https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html */
function runtimeKeys(workload: ResolvedWorkload, accountId: string, { partition, homeRegion }: Place): ContextValues {
  if (workload.runsOn !== "lambda") return {};
  const region = workload.network === undefined ? homeRegion : workload.network.region;
  return { "lambda:SourceFunctionArn": functionArn({ partition, accountId, region, functionName: workload.name }) };
}

/** The tags of a pod's session, in the first of its clusters. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
function podTags(account: ResolvedAccount, { pod }: ResolvedWorkload, { partition, homeRegion }: Place): Readonly<Record<string, string>> {
  const cluster = account.clusters.find(({ name }) => name === pod?.clusters[0]);
  if (pod?.identity !== "pod-identity" || cluster === undefined || account.id === undefined) return {};
  const region = account.networks.find(({ name }) => name === cluster.network)?.region ?? homeRegion;
  return {
    "eks-cluster-arn": clusterArn({ partition, region, accountId: account.id, cluster: cluster.eksName }),
    "eks-cluster-name": cluster.eksName,
    "kubernetes-namespace": pod.namespace,
    "kubernetes-service-account": pod.serviceAccount,
  };
}

/** The audience of pods' tokens. https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const POD_AUDIENCE = "sts.amazonaws.com";

/** The claims of a token. */
interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** What the token of a pod or of a CI job says, as its cluster or its issuer issues it; a text where there is none, saying what to do. */
export function claimsOf(name: string, organization: TriedOrganization): TokenClaims | string {
  const [account, workload] = workloadNamed(name, organization);
  if (workload?.ci !== undefined) {
    const { issuer, subject, audience } = workload.ci;
    return { issuer: `https://${issuer}`, subject, audience };
  }
  if (account === undefined || workload?.pod === undefined)
    return `is neither a pod nor a CI job, got ${JSON.stringify(name)}; name a workload that runs on eks or ci`;
  const { clusters, namespace, serviceAccount } = workload.pod;
  const [issuer] = clusters.flatMap((cluster) => issuerOfCluster(organization.world.deployed, account.name, cluster) ?? []);
  if (issuer === undefined)
    return `has a cluster without an issuer, got ${JSON.stringify(name)}; grant the pod something by its service account`;
  return { issuer: `https://${issuer}`, subject: `system:serviceaccount:${namespace}:${serviceAccount}`, audience: POD_AUDIENCE };
}
