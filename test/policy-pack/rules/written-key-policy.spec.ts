import { writtenKeyPolicy } from "../../../policy-pack/rules/written-key-policy.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const POLICY = policyOf({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000001:role/a" }, Action: "kms:*", Resource: "*" });
const key = (policy: unknown, type = "aws:kms/key:Key"): PolicyTarget[] => [{ type, props: { policy } }];

describeRule(writtenKeyPolicy, {
  right: () => key(POLICY),
  refuses: [
    { fact: "a key without a policy", change: () => key(undefined), says: /^policy: the key gets AWS's default policy, got nothing/ },
    { fact: "an empty policy", change: () => key("") },
    { fact: "a replica without a policy", change: () => key(undefined, "aws:kms/replicaKey:ReplicaKey") },
    {
      fact: "a policy that is a separate resource, which comes after the key",
      change: () => [
        ...key(undefined),
        { type: "aws:kms/keyPolicy:KeyPolicy", name: "policy", props: { keyId: UNKNOWN_TEXT, policy: POLICY }, dependsOn: ["one"] },
      ],
    },
  ],
  accepts: [{ fact: "a policy that is unknown, since it is written", change: () => key(UNKNOWN_TEXT) }],
  leavesOpen: [],
});
