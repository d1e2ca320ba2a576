import { judgeProperty } from "../judge-property.ts";
import type { ResourceRule } from "../rule.ts";
import { isAwsManagedAlias } from "../seen-table.ts";

/**
 * Whoever may read a secret may also use AWS's key for secrets, and nobody can change that key's policy.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export const secretUnderOwnKey: ResourceRule = {
  name: "secret-under-own-key",
  displayName: "Secrets have a customer managed key",
  description: "A secret is encrypted under a customer managed key.",
  severity: "low",
  level: "advisory",
  remediation: "Set kmsKeyId to a key of your own. Sharing the secret with another account needs one.",
  page: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  tags: ["secretsmanager", "encryption"],
  check: (resource) =>
    resource.type === "aws:secretsmanager/secret:Secret"
      ? judgeProperty(resource, "kmsKeyId", (value) => typeof value === "string" && value !== "" && !isAwsManagedAlias(value), [
          "the secret lies under AWS's key",
          "set it to a customer managed key",
        ])
      : [],
};
