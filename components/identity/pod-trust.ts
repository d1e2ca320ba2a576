import { clusterArn, type Partition } from "../../iam/arn.ts";
import { allOf } from "../../iam/condition.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { forSources, fromPod, fromWebIdentity } from "../../iam/grant-conditions.ts";
import type { NonEmpty } from "../../iam/non-empty.ts";
import { sidOf } from "../../iam/sid.ts";
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

/** The issuer of a cluster's tokens, with its OIDC provider. */
export interface TrustedIssuer {
  readonly cluster: string;
  readonly url: string;
  readonly providerArn: string;
}

/**
 * Trust in exactly the pods of one service account, by the tokens of their clusters' issuers. Each issuer has a statement of its own, since a
 * token carries the claims of its own issuer alone.
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function trustInToken(pod: Pod, issuers: NonEmpty<TrustedIssuer>): PolicyDocument<"trust policy"> {
  const subject = `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`;
  const trust = ({ cluster, url, providerArn }: TrustedIssuer) =>
    allow({
      sid: sidIn(cluster, issuers),
      principals: { federated: [providerArn] },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      conditions: fromWebIdentity({ issuer: url, audience: TOKEN_AUDIENCE, subject }),
    });
  const [first, ...others] = issuers;
  return trustPolicy([trust(first), ...others.map(trust)]);
}

const SID = "TrustThePodsOfTheServiceAccount";
const sidIn = (cluster: string, all: readonly unknown[]): string => (all.length === 1 ? SID : sidOf([SID, "in", cluster], cluster));

/**
 * Trust in EKS Pod Identity for exactly the pods of one service account in the clusters: the service acts for one cluster of that account and
 * tags the session with it, with namespace and service account.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function trustInPodIdentity(
  pod: Pod,
  clusters: { readonly partition: Partition; readonly accountId: string; readonly region: string; readonly eksNames: NonEmpty<string> },
): PolicyDocument<"trust policy"> {
  const trust = (cluster: string) => {
    const arn = clusterArn({ ...clusters, cluster });
    return allow({
      sid: sidIn(cluster, clusters.eksNames),
      principals: { services: ["pods.eks.amazonaws.com"] },
      actions: ["sts:AssumeRole", "sts:TagSession"],
      conditions: allOf(fromPod({ clusterArns: [arn], ...pod }), forSources({ accountIds: [clusters.accountId], arns: [arn] })),
    });
  };
  const [first, ...others] = clusters.eksNames;
  return trustPolicy([trust(first), ...others.map(trust)]);
}
