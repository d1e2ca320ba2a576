import { providerOfOneAccount } from "../../../policy-pack/rules/provider-of-one-account.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const provider = (allowedAccountIds: unknown): PolicyTarget[] => [
  { type: "pulumi:providers:aws", props: { region: "eu-west-1", allowedAccountIds } },
];

describeRule(providerOfOneAccount, {
  right: () => provider('["300000000001"]'),
  refuses: [
    { fact: "no account", change: () => provider(undefined), says: /credentials of several accounts, got nothing/ },
    { fact: "an empty list", change: () => provider("[]") },
    { fact: "two accounts", change: () => provider('["300000000001","300000000002"]') },
  ],
  accepts: [
    { fact: "a list as data", change: () => provider(["300000000001"]) },
    { fact: "another provider", change: () => [{ type: "pulumi:providers:random", props: {} }] },
  ],
  leavesOpen: [{ fact: "accounts that are unknown", change: () => provider(UNKNOWN_TEXT) }],
});
