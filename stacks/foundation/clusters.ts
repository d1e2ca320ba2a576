import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { TOKEN_AUDIENCE } from "../../components/identity/pod-trust.ts";
import { type ClusterPlace, clusterOf } from "../../model/plan/plan-index.ts";
import type { PlannedCluster } from "../../model/plan/planned-account.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";

/** The OIDC provider of a cluster in its own account. */
export interface ClusterProvider {
  readonly url: string;
  readonly providerArn: pulumi.Output<string>;
}

export interface ClusterIssuers {
  readonly outputs: Outputs;
  /** By cluster; a cluster that does not exist yet is missing. */
  readonly providers: ReadonlyMap<string, ClusterProvider>;
}

/** Looks the account's clusters up. One that does not exist yet is named in a warning and blocks nothing: its grants wait. */
export async function clusterIssuers(context: AccountContext): Promise<ClusterIssuers> {
  const outputs: Outputs = {};
  const providers = new Map<string, ClusterProvider>();
  for (const cluster of context.account.clusters) {
    const url = await issuerOf(context, cluster);
    if (url === undefined) {
      const pods = context.account.workloads.filter(({ pod }) => pod?.clusters.includes(cluster.name) === true && pod.identity === "irsa");
      const { alone = [], elsewhere = [] } = Object.groupBy(pods, ({ pod }) => (pod?.clusters.length === 1 ? "alone" : "elsewhere"));
      const namesOf = (found: typeof pods) => found.map(({ name }) => name).join(", ");
      const waiting = [
        ...(elsewhere.length > 0 && alone.length === 0 ? [] : [`these workloads wait: ${namesOf(alone)}`]),
        ...(elsewhere.length === 0 ? [] : [`these workloads wait in it, and run in their other clusters: ${namesOf(elsewhere)}`]),
      ];
      await pulumi.log.warn(`cluster ${cluster.name} (${cluster.eksName}) does not exist yet, so that ${waiting.join("; ")}`);
      continue;
    }
    outputs[`issuer:${cluster.name}`] = url;
    providers.set(cluster.name, { url, providerArn: await providerOf(context, cluster, url) });
  }
  return { outputs, providers };
}

/**
 * A cluster of the account's that is declared.
 * @throws where it is in no network, which the checks of the declaration refuse
 */
export function placeOfCluster({ account }: AccountContext, name: string): ClusterPlace {
  const place = clusterOf(account, name);
  if (place === undefined) throw new Error(`${account.name}: cluster ${name} stands in no network; declare one`);
  return place;
}

async function issuerOf(context: AccountContext, { name, eksName }: PlannedCluster): Promise<string | undefined> {
  const { region } = placeOfCluster(context, name);
  const { names } = await aws.eks.getClusters({ region }, { provider: context.provider });
  if (!names.includes(eksName)) return undefined;
  const { identities } = await aws.eks.getCluster({ region, name: eksName }, { provider: context.provider });
  return identities[0]?.oidcs[0]?.issuer;
}

async function providerOf({ provider }: AccountContext, cluster: PlannedCluster, url: string): Promise<pulumi.Output<string>> {
  if (cluster.createsProvider)
    return new aws.iam.OpenIdConnectProvider(`issuer-${cluster.name}`, { url, clientIdLists: [TOKEN_AUDIENCE] }, { provider }).arn;
  const found = await aws.iam.getOpenIdConnectProvider({ url }, { provider });
  return pulumi.output(found.arn);
}
