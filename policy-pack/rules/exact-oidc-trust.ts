import { findInStatements } from "../find-in-documents.ts";
import { kindOfIssuer, strangersTo } from "../oidc-issuer.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, mayHold } from "../statement-reach.ts";
import { isPartlyUnknown } from "../unknown-values.ts";

/**
 * A role that does not test the subject can be assumed with any token of the issuer, by every pod of the cluster or every repository of the
 * host. A role that does not test the audience can be assumed with a token that was issued for another service. Which claims tell strangers
 * apart depends on the issuer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export const exactOidcTrust: ResourceRule = {
  name: "exact-oidc-trust",
  displayName: "Tokens are tested for their owner",
  description:
    "A role that trusts an OIDC provider tests the claims that tell its owner's tokens from a stranger's, by the kind of issuer.",
  severity: "critical",
  remediation: "Add StringEquals on the claims that the message names, with the values that your issuer puts into its tokens.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
  tags: ["trust", "oidc"],
  check: (resource) =>
    findInStatements(resource, ["trust"], (statement) =>
      issuersOf(statement).flatMap((issuer) => {
        const { claims } = kindOfIssuer(issuer);
        const loose = claims.filter((claim) => admitsStrangers(statement, issuer, claim));
        if (loose.length === 0) return [];
        const tested = JSON.stringify(statement.conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(" ")}`));
        const keys = loose.map((claim) => `${issuer}:${claim}`).join(" and ");
        return [`the trust does not fix ${loose.join(" and ")} of the token, got ${tested}; add StringEquals on ${keys}`];
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

/** Whether a statement may apply to a token without a claim, or with a stranger's value of it. */
function admitsStrangers(statement: Statement, issuer: string, claim: string): boolean {
  const key = `${issuer}:${claim}`;
  const tested = statement.conditions.filter((condition) => condition.key.toLowerCase() === key.toLowerCase());
  const values = tested.flatMap((condition) => condition.values);
  return [ABSENT, ...strangersTo(issuer, claim, values)].some((value) => mayHold(statement, { [key]: value }));
}
