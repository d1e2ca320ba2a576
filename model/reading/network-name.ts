import { clustersOfPod } from "../pod-clusters.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import { entry } from "./entry.ts";

/** The name of the network that a workload runs in, itself or by its cluster; undefined where it runs in none. */
export function networkNameOf(
  workload: DeclaredWorkload,
  clusters: Readonly<Record<string, { readonly network: string }>> | undefined,
): string | undefined {
  switch (workload.runsOn) {
    case "eks":
      // The clusters of one workload are all in one network.
      return clustersOfPod(workload).flatMap((each) => entry(clusters, each)?.network ?? [])[0];
    case "ci":
      return undefined;
    default:
      return workload.network;
  }
}
