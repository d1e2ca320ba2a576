import { writtenKeyPolicy } from "../../../policy-pack/rules/written-key-policy.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const POLICY = policyOf({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000001:role/a" }, Action: "kms:*", Resource: "*" });
const key = (policy?: unknown): PolicyTarget => ({
  type: "aws:kms/key:Key",
  props: { keyId: ID, arn: `arn:aws:kms:eu-west-1:300000000001:key/${ID}`, policy },
});
const keyPolicy = (keyId: unknown, dependsOn: readonly string[] = []): PolicyTarget => ({
  type: "aws:kms/keyPolicy:KeyPolicy",
  name: "policy",
  props: { keyId, policy: POLICY },
  dependsOn,
});

describeRule(writtenKeyPolicy, {
  right: () => [key(POLICY)],
  refuses: [
    { fact: "a key without a policy", change: () => [key()], says: /the key gets AWS's default policy, got nothing/ },
    { fact: "an empty policy", change: () => [key("")] },
    { fact: "the policy of another key", change: () => [key(), keyPolicy("0f9e8d7c-6b5a-4049-8877-aabbccddeeff")] },
  ],
  accepts: [
    { fact: "a policy that is unknown, since it is written", change: () => [key(UNKNOWN_TEXT)] },
    { fact: "a policy of its own, by the key's id", change: () => [key(), keyPolicy(ID)] },
    { fact: "a policy of its own, by the key's ARN", change: () => [key(), keyPolicy(`arn:aws:kms:eu-west-1:300000000001:key/${ID}`)] },
    { fact: "a policy of its own, by what it depends on", change: () => [key(), keyPolicy(UNKNOWN_TEXT, ["one"])] },
  ],
  leavesOpen: [{ fact: "a key policy of an unknown key", change: () => [key(), keyPolicy(UNKNOWN_TEXT)] }],
});
