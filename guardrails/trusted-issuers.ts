import { issuerName } from "../iam/arn.ts";
import { keysAbsent } from "../iam/guard-conditions.ts";
import { type NonEmpty, someOrNone } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { deny } from "../iam/statement.ts";

/**
 * Roles are taken only with tokens of trusted issuers: the organization's declared ones and the clusters whose pods take roles here.
 *
 * Threat: a role trusts an OIDC provider for a stranger's issuer, or for one that everybody can use. The condition key of a token's `sub` begins
 * with its issuer, so that a request with none of these keys comes from another issuer. Nobody is exempt. A cluster that does not exist yet has
 * no issuer, and its pods wait.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * @param issuers with or without `https://`
 */
export function trustedIssuers(issuers: readonly string[]): NonEmpty<ResourceControlStatement> {
  const keys = someOrNone([...new Set(issuers.map(issuerName))].sort().map((issuer) => `${issuer}:sub` as const));
  return [
    deny({
      sid: "DenyUnknownIssuers",
      actions: ["sts:AssumeRoleWithWebIdentity"],
      resources: ["*"],
      ...(keys === undefined ? {} : { conditions: keysAbsent(keys) }),
    }),
  ];
}
