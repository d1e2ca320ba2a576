import { clusterArn, type Partition } from "../../iam/arn.ts";
import { allOf } from "../../iam/condition.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { forSources, fromPod, fromWebIdentity } from "../../iam/grant-conditions.ts";
import { allow } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

/** The pods of one service account. */
export interface Pod {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * The audience that EKS writes into a pod's token; the same in every partition.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const TOKEN_AUDIENCE = "sts.amazonaws.com";

/**
 * Trust in exactly the pods of one service account, by the token of their cluster's issuer.
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function trustInToken(pod: Pod, issuer: { readonly url: string; readonly providerArn: string }): PolicyDocument<"trust policy"> {
  const subject = `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`;
  return trustPolicy([
    allow({
      sid: "TrustThePodsOfTheServiceAccount",
      principals: { federated: [issuer.providerArn] },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      conditions: fromWebIdentity({ issuer: issuer.url, audience: TOKEN_AUDIENCE, subject }),
    }),
  ]);
}

/**
 * Trust in EKS Pod Identity for exactly the pods of one service account in one cluster: the service acts for that cluster of that account
 * and tags the session with namespace and service account.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function trustInPodIdentity(
  pod: Pod,
  cluster: { readonly partition: Partition; readonly accountId: string; readonly region: string; readonly eksName: string },
): PolicyDocument<"trust policy"> {
  const arn = clusterArn({ ...cluster, cluster: cluster.eksName });
  return trustPolicy([
    allow({
      sid: "TrustThePodsOfTheServiceAccount",
      principals: { services: ["pods.eks.amazonaws.com"] },
      actions: ["sts:AssumeRole", "sts:TagSession"],
      conditions: allOf(fromPod({ clusterArn: arn, ...pod }), forSources({ accountIds: [cluster.accountId], arns: [arn] })),
    }),
  ]);
}
