import { clustersOfIssuers, issuerIn } from "../world/clusters-of-issuers.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import type { PrincipalClass } from "./principals.ts";

/** Bearers of tokens of a provider, with the cluster that issues these, where stacks make a provider for it. */
export function tokenBearer(provider: string, deployed: Pick<DeployedResources, "byName">): PrincipalClass {
  const cluster = clustersOfIssuers(deployed).get(issuerIn(provider) ?? "");
  return { who: { kind: "token", provider, ...(cluster === undefined ? {} : { cluster }) }, principal: provider, carries: {} };
}
