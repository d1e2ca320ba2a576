import { judgeProperty } from "../judge-property.ts";
import { KEY_TYPES } from "../key-types.ts";
import type { ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

/**
 * AWS gives a key without a policy its default: every role of the account that has the permission may use the key. A policy that is a
 * separate resource replaces it only after the key can be used, so the key itself must have one.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const writtenKeyPolicy: ResourceRule = {
  name: "written-key-policy",
  displayName: "Keys are made with a policy",
  description: "A KMS key is created with a policy, so that AWS's default does not leave it to all administrators of the account.",
  severity: "high",
  remediation: "Write the policy into the key itself. It names the key's users and administrators.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  tags: ["kms", "principals"],
  check: (resource) => {
    // A policy that a preview does not show is written; the rules about documents say that it is unknown.
    if (!KEY_TYPES.includes(resource.type) || resource.properties["policy"] === UNKNOWN) return [];
    return judgeProperty(resource, "policy", (value) => value !== undefined && value !== null && value !== "", [
      "the key gets AWS's default policy",
      "write one that names its users and administrators",
    ]);
  },
};
