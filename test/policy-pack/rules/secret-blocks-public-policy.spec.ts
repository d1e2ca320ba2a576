import { secretBlocksPublicPolicy } from "../../../policy-pack/rules/secret-blocks-public-policy.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const policy = (blockPublicPolicy: unknown): PolicyTarget[] => [
  { type: "aws:secretsmanager/secretPolicy:SecretPolicy", props: { secretArn: "arn", policy: "{}", blockPublicPolicy } },
];

describeRule(secretBlocksPublicPolicy, {
  right: () => policy(true),
  refuses: [
    {
      fact: "a policy without a word",
      change: () => policy(undefined),
      says: /blockPublicPolicy: AWS takes a public policy too, got nothing/,
    },
    { fact: "a policy that is not checked", change: () => policy(false) },
  ],
  accepts: [
    { fact: "a secret, whose policy is another resource", change: () => [{ type: "aws:secretsmanager/secret:Secret", props: {} }] },
  ],
  leavesOpen: [{ fact: "a check that is unknown", change: () => policy(UNKNOWN_TEXT) }],
});
