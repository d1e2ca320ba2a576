import { noAccessKey } from "../../../policy-pack/rules/no-access-key.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const resource = (type: string, props: Record<string, unknown> = {}): PolicyTarget[] => [{ type, props }];

describeRule(noAccessKey, {
  right: () => resource("aws:iam/role:Role"),
  refuses: [
    {
      fact: "an access key",
      change: () => resource("aws:iam/accessKey:AccessKey"),
      says: /a user gets an access key, which does not end, got "one"/,
    },
    { fact: "one of an unknown user", change: () => resource("aws:iam/accessKey:AccessKey", { user: UNKNOWN_TEXT }) },
    { fact: "a password", change: () => resource("aws:iam/userLoginProfile:UserLoginProfile"), says: /a password/ },
    { fact: "a credential for one service", change: () => resource("aws:iam/serviceSpecificCredential:ServiceSpecificCredential") },
  ],
  accepts: [{ fact: "a user without credentials", change: () => resource("aws:iam/user:User") }],
  leavesOpen: [],
});
