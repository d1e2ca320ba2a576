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
    ...waitingFor(plan, cluster),
  }));
}

/** Grants that wait for a cluster's issuer, and those that do so for its pods alone, since their pods run in others too. */
function waitingFor(plan: ResolvedPlan, cluster: { readonly account: string; readonly name: string }) {
  const waiting = (isAlone: boolean) =>
    grantsTo(plan, cluster.account).flatMap(({ id, consumer }) => {
      const pod = workloadOf(plan, consumer)?.pod;
      const isInIt = pod?.identity === "irsa" && pod.clusters.includes(cluster.name);
      return isInIt && (pod.clusters.length === 1) === isAlone ? [id] : [];
    });
  const inPartForGrants = waiting(false);
  return { forGrants: waiting(true), ...(inPartForGrants.length === 0 ? {} : { inPartForGrants }) };
}

/** Issuers whose tokens may take roles of the account: those that the organization declares, and those of clusters that exist. */
export function issuersOf({ plan, account, references }: AccountContext): pulumi.Output<string[]> {
  const clusters = clustersOf(plan, account).flatMap((cluster) => {
    const issuer = references.optional(stackName("foundation", cluster.account), `issuer:${cluster.name}`);
    return issuer === undefined ? [] : [issuer];
  });
  return pulumi.all(clusters).apply((found) => [...declaredIssuers(plan), ...found]);
}
