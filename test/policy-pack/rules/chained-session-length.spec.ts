import { chainedSessionLength } from "../../../policy-pack/rules/chained-session-length.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ROLE = { AWS: "arn:aws:iam::300000000002:role/reader" };
const trust = (Principal: unknown) => policyOf({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
const role = (maxSessionDuration: unknown, assumeRolePolicy: unknown = trust(ROLE)): PolicyTarget[] => [
  { type: "aws:iam/role:Role", props: { assumeRolePolicy, maxSessionDuration } },
];

describeRule(chainedSessionLength, {
  right: () => role(3600),
  refuses: [
    { fact: "two hours of a chained role", change: () => role(7200), says: /end after an hour, got 7200; write 3600/ },
    {
      fact: "twelve hours after a session",
      change: () => role(43_200, trust({ AWS: "arn:aws:sts::300000000002:assumed-role/reader/nightly" })),
    },
  ],
  accepts: [
    { fact: "AWS's own length", change: () => role(undefined) },
    {
      fact: "hours of people, who come without a role",
      change: () => role(43_200, trust({ Federated: "arn:aws:iam::300000000001:saml-provider/okta" })),
    },
    { fact: "hours of an account, where users may take the role", change: () => role(43_200, trust({ AWS: "300000000002" })) },
    { fact: "hours of users beside roles", change: () => role(43_200, trust({ AWS: [ROLE.AWS, "arn:aws:iam::300000000002:user/a"] })) },
  ],
  leavesOpen: [
    { fact: "a length that is unknown", change: () => role(UNKNOWN_TEXT) },
    { fact: "a trust policy that is unknown", change: () => role(7200, UNKNOWN_TEXT) },
  ],
});
