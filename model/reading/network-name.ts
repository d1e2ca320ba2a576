import type { DeclaredWorkload } from "../schema/account.ts";
import { entry } from "./entry.ts";

/** The name of the network that a workload runs in, itself or by its cluster; undefined where it runs in none. */
export function networkNameOf(
  workload: DeclaredWorkload,
  clusters: Readonly<Record<string, { readonly network: string }>> | undefined,
): string | undefined {
  switch (workload.runsOn) {
    case "eks":
      return entry(clusters, workload.cluster)?.network;
    case "ci":
      return undefined;
    default:
      return workload.network;
  }
}
