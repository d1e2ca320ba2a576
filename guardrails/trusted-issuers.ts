import { issuerName } from "../iam/arn.ts";
import { keysAbsent } from "../iam/guard-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { deny } from "../iam/statement.ts";

/**
 * Roles are taken with tokens of known issuers alone: the organization's declared ones and the clusters whose pods take roles here.
 *
 * Threat: an OIDC provider of a stranger's issuer, or one shared by the whole world, in an account's trust. A token's `sub` is the key of
 * its issuer, so that a request without any known one comes from an unknown issuer. Nobody is exempt; a cluster that does not exist yet is
 * not known yet, and its pods wait.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * @param issuers with or without `https://`
 */
export function trustedIssuers(issuers: readonly string[]): NonEmpty<ResourceControlStatement> {
  const [first, ...rest] = [...new Set(issuers.map(issuerName))].sort().map((issuer) => `${issuer}:sub` as const);
  return [
    deny({
      sid: "DenyUnknownIssuers",
      actions: ["sts:AssumeRoleWithWebIdentity"],
      resources: ["*"],
      ...(first === undefined ? {} : { conditions: keysAbsent([first, ...rest]) }),
    }),
  ];
}
