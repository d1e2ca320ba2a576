import { findInStatements } from "../find-in-documents.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule } from "../rule.ts";
import { isPartlyUnknown } from "../unknown-values.ts";

const CLAIMS = ["aud", "sub"] as const;

/**
 * A role that does not test the subject can be assumed with any token of the issuer, by every pod of the cluster or every repository of the
 * host. A role that does not test the audience can be assumed with a token that was issued for another service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export const exactOidcTrust: ResourceRule = {
  name: "exact-oidc-trust",
  displayName: "Tokens are tested for audience and subject",
  description: "A role that trusts an OIDC provider tests the token's aud and sub with StringEquals.",
  severity: "critical",
  remediation: "Add StringEquals on the claims that the message names, with the values that your issuer puts into its tokens.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
  tags: ["trust", "oidc"],
  check: (resource) =>
    findInStatements(resource, ["trust"], (statement) =>
      issuersOf(statement).flatMap((issuer) => {
        const missing = CLAIMS.filter((claim) => !isTested(statement, `${issuer}:${claim}`));
        if (missing.length === 0) return [];
        const tested = JSON.stringify(statement.conditions.map(({ operator, key }) => `${operator} ${key}`));
        const keys = missing.map((claim) => `${issuer}:${claim}`).join(" and ");
        return [`the trust does not fix ${missing.join(" and ")} of the token, got ${tested}; add StringEquals on ${keys}`];
      }),
    ),
};

/** The issuers that a statement allows, as condition keys name them. Unknown issuers are left out. */
function issuersOf({ effect, principals = [] }: Statement): readonly string[] {
  if (effect !== "Allow") return [];
  return principals
    .filter(({ kind, value }) => kind === "Federated" && !value.includes(":saml-provider/") && !isPartlyUnknown(value))
    .map(({ value }) => value.split(":oidc-provider/")[1] ?? value);
}

function isTested({ conditions }: Statement, key: string): boolean {
  return conditions.some(
    ({ operator, key: tested, values }) => operator === "StringEquals" && tested.toLowerCase() === key.toLowerCase() && values.length > 0,
  );
}
