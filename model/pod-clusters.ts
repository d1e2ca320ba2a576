import type { DeclaredWorkload } from "./schema/account.ts";

/** A workload that runs as pods. */
export type DeclaredPod = Extract<DeclaredWorkload, { runsOn: "eks" }>;

/** The clusters of the account that a workload's pods run in, in the declaration's own order; empty where it says none. */
export const clustersOfPod = ({ cluster, clusters }: Pick<DeclaredPod, "cluster" | "clusters">): readonly string[] =>
  clusters ?? (cluster === undefined ? [] : [cluster]);
