import { parseArn } from "../../iam/arn.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import { arnOf } from "./world-resource.ts";

/** The clusters that stacks make OIDC providers for, as `<account>/<cluster>`, by their issuers in lower case: what the providers' names in stacks say. */
export function clustersOfIssuers({ byName }: Pick<DeployedResources, "byName">): ReadonlyMap<string, string> {
  let known = KNOWN.get(byName);
  if (known === undefined) KNOWN.set(byName, (known = readClusters(byName)));
  return known;
}

const KNOWN = new WeakMap<DeployedResources["byName"], ReadonlyMap<string, string>>();

function readClusters(byName: DeployedResources["byName"]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const resource of byName.values()) {
    if (resource.type !== "aws:iam/openIdConnectProvider:OpenIdConnectProvider") continue;
    const cluster = clusterOf(resource.stack, resource.name);
    const issuer = issuerIn(arnOf(resource) ?? "");
    if (cluster !== undefined && issuer !== undefined) found.set(issuer, cluster);
  }
  return found;
}

/** A cluster's own account names its provider after it; an owner puts the account before. */
function clusterOf(stack: string, resource: string): string | undefined {
  const name = /^issuer-(.+)$/.exec(resource)?.[1];
  if (name === undefined) return undefined;
  const own = /^foundation\.(.+)$/.exec(stack)?.[1];
  return own === undefined ? name.replace(".", "/") : `${own}/${name}`;
}

/** The issuer in the ARN of an OIDC provider, in lower case. */
export const issuerIn = (provider: string): string | undefined =>
  /^oidc-provider\/(.+)$/.exec(parseArn(provider)?.resource ?? "")?.[1]?.toLowerCase();
