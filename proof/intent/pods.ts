import type { IntendedPod } from "./intended.ts";
import type { Who } from "./subject.ts";

/** Whether a token is of a cluster that the pods run in. One of EKS whose cluster is not known may be. */
export function isOfItsCluster(
  { provider, cluster }: Extract<Who, { kind: "token" }>,
  { clusters }: Pick<IntendedPod, "clusters">,
): boolean {
  if (cluster !== undefined) return clusters.some(({ name }) => name === cluster);
  return /oidc-provider\/oidc\.eks\./i.test(provider);
}

/** Whether a text is the ARN of a cluster that the pods run in. */
export const isItsClusterArn = (arn: string | undefined, { clusters }: Pick<IntendedPod, "clusters">): boolean =>
  clusters.some((cluster) => cluster.arn === arn);
