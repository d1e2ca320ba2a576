import { cisFoundations } from "../framework.ts";
import { judgeProperty } from "../judge-property.ts";
import type { ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

/**
 * AWS rotates the material of symmetric keys for encryption. It does not rotate other keys, nor replicas, which follow their primary.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export const keyRotation: ResourceRule = {
  name: "key-rotation",
  displayName: "Keys are rotated",
  description: "A symmetric KMS key for encryption is rotated by AWS.",
  severity: "medium",
  remediation: "Set enableKeyRotation to true.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  tags: ["kms", "encryption"],
  framework: cisFoundations("3.6"),
  check: (resource) => {
    const { customerMasterKeySpec: spec, keyUsage, customKeyStoreId } = resource.properties;
    const isRotatable = isOr(spec, "SYMMETRIC_DEFAULT") && isOr(keyUsage, "ENCRYPT_DECRYPT");
    if (resource.type !== "aws:kms/key:Key" || !isRotatable || customKeyStoreId !== undefined) return [];
    return judgeProperty(resource, "enableKeyRotation", (value) => value === true, ["the key is never rotated", "set it to true"]);
  },
};

/** Whether a property has its default, or may have it. */
const isOr = (value: unknown, byDefault: string): boolean => value === undefined || value === UNKNOWN || value === byDefault;
