import { undecided, violation } from "../finding.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

/**
 * An account has one provider for an issuer. The second fails during the update, after what came before it was deployed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export const uniqueOidcProvider: StackRule = {
  name: "unique-oidc-provider",
  displayName: "An issuer has one provider",
  description: "A stack makes one OIDC provider of an account for each issuer.",
  severity: "medium",
  remediation: "Keep one provider, and add the audiences of the others to its clientIdLists.",
  page: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html",
  tags: ["oidc"],
  checkStack: (resources) => {
    const providers = resources.filter(({ type }) => type === PROVIDER);
    const unknown = providers.length < 2 ? [] : providers.filter(({ properties: { url } }) => url === UNKNOWN);
    const repeated = providers
      .filter((provider, index) => providers.slice(0, index).some((other) => isSame(other, provider)))
      .map((provider) =>
        violation(
          provider,
          `url: the stack makes a provider of this issuer already, got ${JSON.stringify(provider.properties["url"])}; keep one`,
        ),
      );
    return [...repeated, ...unknown.map((provider) => undecided(provider, "url"))];
  },
};

function isSame(one: SeenResource, other: SeenResource): boolean {
  const url = issuerOf(one);
  const stackOf = ({ urn }: SeenResource) => urn.split("::").slice(0, 2).join("::");
  return (
    url !== undefined &&
    url === issuerOf(other) &&
    stackOf(one) === stackOf(other) &&
    JSON.stringify(one.provider) === JSON.stringify(other.provider)
  );
}

/** The issuer as AWS compares it. Undefined where a preview does not show it. */
function issuerOf({ properties: { url } }: SeenResource): string | undefined {
  return typeof url === "string"
    ? url
        .toLowerCase()
        .replace(/^https:\/\//, "")
        .replace(/\/+$/, "")
    : undefined;
}
