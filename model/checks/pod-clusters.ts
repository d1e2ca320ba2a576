import { clustersOfPod, type DeclaredPod } from "../pod-clusters.ts";
import type { AccountDraft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { Check } from "./check.ts";
import { resolveNetwork } from "./networks.ts";

/**
 * The clusters of a workload: one or several of its account, and these in one network, since what its role may reach is bound to one: the tags
 * of a role at an owner hold one VPC.
 */
export function checkPodClusters({ draft, report }: Check, account: AccountDraft, name: string, workload: DeclaredPod): void {
  const { account: part } = account;
  if (part === undefined) return;
  const path = ["workloads", name];
  if (workload.cluster === undefined && workload.clusters === undefined)
    report.problem(
      part,
      path,
      {
        what: "says no cluster to run in",
        remedy: "add cluster: <one of this account's>, or clusters: [<several>] for the same pods in each",
      },
      "name",
    );
  if (workload.cluster !== undefined && workload.clusters !== undefined)
    report.problem(part, [...path, "clusters"], {
      what: "is said beside a cluster",
      got: workload.clusters,
      remedy: "keep one of the two, and name every cluster in clusters",
    });
  const declared = namesAt(part, ["clusters"]);
  const networks = new Map<string, string>();
  for (const [index, cluster] of clustersOfPod(workload).entries()) {
    const where = workload.clusters === undefined ? [...path, "cluster"] : [...path, "clusters", index];
    if (declared?.includes(cluster) === false) {
      report.problem(part, where, {
        what: "is not a cluster of this account",
        got: cluster,
        remedy: chooseFrom(cluster, declared, "declare it under clusters"),
      });
    }
    const called = entry(part.value?.clusters, cluster)?.network;
    const network = called === undefined ? undefined : resolveNetwork(draft, account, called);
    if (network === undefined) continue;
    const place = `${network.owner}/${network.name}`;
    const [other] = networks;
    if (other !== undefined && !networks.has(place))
      report.problem(part, where, {
        what: `is in the network ${place}, and ${other[1]} is in ${other[0]}; what the workload uses is bound to one network`,
        got: cluster,
        remedy: "declare a workload for each network, and grant to both",
      });
    else if (other === undefined) networks.set(place, cluster);
  }
}
