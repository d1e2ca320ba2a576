import { parseArn } from "../../iam/arn.ts";
import { undecided, violation } from "../finding.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

const KEY = "aws:kms/key:Key";
const KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";

/**
 * AWS gives a key without a policy its default: every role of the account that has the permission may use the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const writtenKeyPolicy: StackRule = {
  name: "written-key-policy",
  displayName: "Keys have a policy of their own",
  description: "A KMS key has a policy, so that AWS's default does not leave it to all administrators of the account.",
  severity: "high",
  remediation: "Write the key's policy, or add an aws.kms.KeyPolicy for it to the same stack.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  tags: ["kms", "principals"],
  checkStack: (resources) => {
    const policies = resources.filter(({ type }) => type === KEY_POLICY);
    return resources
      .filter(({ type, properties: { policy } }) => type === KEY && (policy === undefined || policy === null || policy === ""))
      .flatMap((key) => {
        if (policies.some((policy) => isOf(policy, key))) return [];
        // The ids of keys that are not made yet are unknown, and so which policy is whose.
        if (policies.some(({ properties: { keyId } }) => keyId === UNKNOWN)) return [undecided(key, "the key of a key policy")];
        return [
          violation(key, "policy: the key gets AWS's default policy, got nothing; write one that names its users and administrators"),
        ];
      });
  },
};

function isOf({ properties: { keyId }, dependsOn }: SeenResource, key: SeenResource): boolean {
  if (dependsOn.includes(key.urn)) return true;
  const { arn, keyId: own } = key.properties;
  return (
    typeof keyId === "string" && (keyId === arn || keyId === own || (typeof arn === "string" && parseArn(arn)?.resource === `key/${keyId}`))
  );
}
