import { secretUnderOwnKey } from "../../../policy-pack/rules/secret-under-own-key.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const secret = (kmsKeyId: unknown): PolicyTarget[] => [{ type: "aws:secretsmanager/secret:Secret", props: { name: "vendor", kmsKeyId } }];

describeRule(secretUnderOwnKey, {
  right: () => secret("arn:aws:kms:eu-west-1:300000000001:key/1"),
  refuses: [
    { fact: "no key", change: () => secret(undefined), says: /kmsKeyId: the secret lies under AWS's key, got nothing/ },
    { fact: "an empty key", change: () => secret("") },
    { fact: "AWS's key by its alias", change: () => secret("alias/aws/secretsmanager") },
    { fact: "AWS's key by its alias's ARN", change: () => secret("arn:aws:kms:eu-west-1:300000000001:alias/aws/secretsmanager") },
  ],
  accepts: [{ fact: "an alias of one's own", change: () => secret("alias/vendors") }],
  leavesOpen: [{ fact: "a key that is unknown", change: () => secret(UNKNOWN_TEXT) }],
});
