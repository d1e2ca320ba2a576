import * as aws from "@pulumi/aws";
import { stackName } from "../../model/names.ts";
import { clusterOf } from "../../model/plan/plan-index.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { UsedGrant } from "./used-grants.ts";

/**
 * Associates the pods of a workload by EKS Pod Identity with the workload's own role, in each of their clusters that is there, and through it
 * with the owner's role where a grant is carried that way.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function associatePod(
  { account, provider, references }: AccountContext,
  { name, pod }: ResolvedWorkload,
  used: readonly UsedGrant[],
): void {
  if (pod?.identity !== "pod-identity" || used.length === 0) return;
  const foundation = stackName("foundation", account.name);
  const role = references.optional(foundation, `role:${name}`);
  if (role === undefined) return;
  const target = used.find(({ grant }) => grant.how === "pod-identity")?.accessRole;
  for (const cluster of pod.clusters) {
    const place = clusterOf(account, cluster);
    const isThere = references.optional(foundation, `issuer:${cluster}`) !== undefined;
    if (place === undefined || !isThere) continue;
    const isAlone = pod.clusters.length === 1;
    new aws.eks.PodIdentityAssociation(
      isAlone ? `association-${name}` : `association-${name}.${cluster}`,
      {
        region: place.region,
        clusterName: place.cluster.eksName,
        namespace: pod.namespace,
        serviceAccount: pod.serviceAccount,
        roleArn: role.apply(({ arn }) => arn),
        ...(target === undefined ? {} : { targetRoleArn: target.apply(({ arn }) => arn) }),
      },
      // EKS takes one association of a service account in a cluster: that of the first keeps its place when others are added.
      { provider, aliases: isAlone || cluster !== pod.clusters[0] ? [] : [{ name: `association-${name}` }] },
    );
  }
}
