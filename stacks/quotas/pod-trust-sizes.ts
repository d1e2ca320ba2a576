import { trustInPodIdentity, trustInToken } from "../../components/identity/pod-trust.ts";
import { oidcProviderArn } from "../../iam/arn.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { accountOf, clusterOf, openGrants } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Problem } from "../../model/problem.ts";
import { lastEnd, trustServiceAccount } from "../../sharing/access-trust.ts";
import { eksHost } from "./issuer-sizes.ts";
import { tooLargeTrust } from "./trust-sizes.ts";

/**
 * Pods in so many clusters that no trust policy names them all: that of their own role, or of a role that they take at an owner.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function oversizedPodTrusts(plan: ResolvedPlan): Problem[] {
  return plan.accounts.flatMap((account) =>
    account.workloads.flatMap((workload) => {
      const { pod, origin } = workload;
      if (pod === undefined || pod.clusters.length === 1) return [];
      const remedy =
        pod.identity === "irsa"
          ? "name fewer clusters, or write identity: pod-identity, whose trust in a cluster is shorter"
          : "name fewer clusters, and declare another workload for the others";
      const documents = [...(workload.role.created ? [ownTrust(plan, account, workload)] : []), ...trustsAtOwners(plan, account, workload)];
      return documents.flatMap((document) => tooLargeTrust(document, origin, remedy)).slice(0, 1);
    }),
  );
}

type Pod = NonNullable<ResolvedWorkload["pod"]>;

function ownTrust(plan: ResolvedPlan, account: ResolvedAccount, { pod, name }: ResolvedWorkload): PolicyDocument<"trust policy"> {
  if (pod === undefined) throw new Error(`${name}: runs on eks without a pod`);
  const { partition, homeRegion } = plan.organization;
  const accountId = account.id ?? "";
  if (pod.identity === "irsa")
    return trustInToken(
      pod,
      eachCluster(pod, (cluster, index) => ({ cluster, ...issuerAt(plan, account, cluster, index, accountId) })),
    );
  const region = clusterOf(account, pod.clusters[0])?.region ?? homeRegion;
  const eksNames = eachCluster(pod, (cluster) => clusterOf(account, cluster)?.cluster.eksName ?? cluster);
  return trustInPodIdentity(pod, { partition, accountId, region, eksNames });
}

function trustsAtOwners(plan: ResolvedPlan, account: ResolvedAccount, { pod, name }: ResolvedWorkload): PolicyDocument<"trust policy">[] {
  return plan.accessRoles.flatMap(({ account: owner, how, consumer, grants }) => {
    const isIts = consumer.kind === "workload" && consumer.account === account.name && consumer.workload === name;
    if (!isIts || how !== "irsa" || pod === undefined) return [];
    const ends = lastEnd(openGrants(plan, owner).filter(({ id }) => grants.includes(id)));
    const ownerId = accountOf(plan, owner)?.id ?? "";
    const trust = (cluster: string, index: number) => {
      const { url: issuer, providerArn: arn } = issuerAt(plan, account, cluster, index, ownerId);
      return trustServiceAccount({ consumer, ends }, pod, { arn, issuer }, cluster);
    };
    return [trustPolicy(eachCluster(pod, trust))];
  });
}

const eachCluster = <T>({ clusters }: Pod, make: (cluster: string, index: number) => T): NonEmpty<T> =>
  nonEmpty(clusters.map(make), "clusters");

/** An issuer as long as a cluster's, and the provider for it in an account. */
function issuerAt(plan: ResolvedPlan, account: ResolvedAccount, cluster: string, index: number, accountId: string) {
  const url = `${eksHost(plan, { account: account.name, name: cluster })}/id/${index.toString(16).toUpperCase().padStart(32, "0")}`;
  return { url, providerArn: oidcProviderArn({ partition: plan.organization.partition, accountId, issuer: url }) };
}
