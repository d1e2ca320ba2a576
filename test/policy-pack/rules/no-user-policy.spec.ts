import { noUserPolicy } from "../../../policy-pack/rules/no-user-policy.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const resource = (type: string, props: Record<string, unknown> = {}): PolicyTarget[] => [{ type, props }];

describeRule(noUserPolicy, {
  right: () => resource("aws:iam/rolePolicy:RolePolicy"),
  refuses: [
    {
      fact: "an inline policy of a user",
      change: () => resource("aws:iam/userPolicy:UserPolicy"),
      says: /an inline policy of its own, got "one"/,
    },
    {
      fact: "one that is unknown, since every one is wrong",
      change: () => resource("aws:iam/userPolicy:UserPolicy", { policy: UNKNOWN_TEXT }),
    },
    {
      fact: "a managed policy of a user",
      change: () => resource("aws:iam/userPolicyAttachment:UserPolicyAttachment"),
      says: /a managed policy/,
    },
  ],
  accepts: [
    { fact: "a policy of a group", change: () => resource("aws:iam/groupPolicy:GroupPolicy") },
    { fact: "a type by the name of a property that every object has", change: () => resource("constructor") },
  ],
  leavesOpen: [],
});
