import { issuerName, parseArn } from "../../iam/arn.ts";
import type { DeployedResources } from "../../proof/world/deployed-resources.ts";

/** An OIDC provider that an account has. */
export interface OidcProvider {
  readonly arn: string;
  readonly audiences: readonly string[];
}

/** The OIDC providers of all accounts by their ARNs. */
export function oidcProviders({ byName }: DeployedResources): ReadonlyMap<string, OidcProvider> {
  const found = [...byName.values()].filter(({ type }) => type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider");
  return new Map(
    found.flatMap(({ outputs, inputs }) => {
      const [arn, audiences]: unknown[] = [outputs["arn"], inputs["clientIdLists"]];
      if (typeof arn !== "string") return [];
      const texts: unknown[] = Array.isArray(audiences) ? audiences : [];
      return [[arn, { arn, audiences: texts.filter((each) => typeof each === "string") }] as const];
    }),
  );
}

/** The issuer of a cluster as providers name it: that of any provider that stacks make for it. */
export function issuerOfCluster({ byName }: DeployedResources, account: string, cluster: string): string | undefined {
  const isOfCluster = (name: string, stack: string) =>
    name === `issuer-${account}.${cluster}` || (name === `issuer-${cluster}` && stack === `foundation.${account}`);
  const provider = [...byName.values()].find(
    ({ type, name, stack }) => type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider" && isOfCluster(name, stack),
  );
  const arn: unknown = provider?.outputs["arn"];
  return typeof arn === "string" ? issuerName(parseArn(arn)?.resource.replace(/^oidc-provider\//, "") ?? "") : undefined;
}
