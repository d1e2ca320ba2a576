import * as pulumi from "@pulumi/pulumi";
import { stackName } from "../../model/names.ts";
import { grantsTo, workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { Need } from "../wiring/references.ts";
import { clustersOf, declaredIssuers } from "../wiring/trusted-tokens.ts";

/** Issuers of clusters; while one is missing, grants to its pods wait. */
export function issuerNeeds(plan: ResolvedPlan, account: AccountContext["account"]): Need[] {
  return clustersOf(plan, account).map((cluster) => ({
    stack: stackName("foundation", cluster.account),
    key: `issuer:${cluster.name}`,
    forGrants: grantsTo(plan, cluster.account).flatMap(({ id, consumer }) => {
      const pod = workloadOf(plan, consumer)?.pod;
      return pod?.cluster === cluster.name && pod.identity === "irsa" ? [id] : [];
    }),
  }));
}

/** Issuers whose tokens may take roles of the account: those that the organization declares, and those of clusters that exist. */
export function issuersOf({ plan, account, references }: AccountContext): pulumi.Output<string[]> {
  const clusters = clustersOf(plan, account).flatMap((cluster) => {
    const issuer = references.optional(stackName("foundation", cluster.account), `issuer:${cluster.name}`);
    return issuer === undefined ? [] : [issuer];
  });
  return pulumi.all(clusters).apply((found) => [...declaredIssuers(plan), ...found]);
}
