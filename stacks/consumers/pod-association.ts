import * as aws from "@pulumi/aws";
import { stackName } from "../../model/names.ts";
import { clusterOf } from "../../model/plan/plan-index.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { UsedGrant } from "./used-grants.ts";

/**
 * Associates the pods of a workload by EKS Pod Identity with the workload's own role, once their cluster is there, and through it with the
 * owner's role where a grant is carried that way.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function associatePod(
  { account, provider, references }: AccountContext,
  { name, pod }: ResolvedWorkload,
  used: readonly UsedGrant[],
): void {
  if (pod?.identity !== "pod-identity" || used.length === 0) return;
  const foundation = stackName("foundation", account.name);
  const place = clusterOf(account, pod.cluster);
  const role = references.optional(foundation, `role:${name}`);
  const isThere = references.optional(foundation, `issuer:${pod.cluster}`) !== undefined;
  if (place === undefined || role === undefined || !isThere) return;
  const target = used.find(({ grant }) => grant.how === "pod-identity")?.accessRole;
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
