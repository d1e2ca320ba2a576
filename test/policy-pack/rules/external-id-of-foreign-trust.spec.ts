import { externalIdOfForeignTrust } from "../../../policy-pack/rules/external-id-of-foreign-trust.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const OWN = { organizationAccounts: ["300000000001", "300000000002"] };
const STATEMENT = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::464622532012:role/scanner" },
  Action: "sts:AssumeRole",
  Condition: { StringEquals: { "sts:ExternalId": "b1f7" } },
};
const role = (assumeRolePolicy: unknown): PolicyTarget[] => [{ type: "aws:iam/role:Role", props: { assumeRolePolicy } }];
const saying = (change: Record<string, unknown>) => role(policyOf(changed(STATEMENT, change)));
const open = (change: Record<string, unknown> = {}) => saying({ Condition: undefined, ...change });

describeRule(externalIdOfForeignTrust, {
  right: () => saying({}),
  refuses: [
    {
      fact: "a foreign role without an external id",
      change: () => open(),
      settings: OWN,
      says: /got \["arn:aws:iam::464622532012:role\/scanner"\]/,
    },
    { fact: "a foreign account", change: () => open({ Principal: { AWS: "464622532012" } }), settings: OWN },
    {
      fact: "a foreign root beside an own role",
      change: () => open({ Principal: { AWS: ["arn:aws:iam::464622532012:root", "arn:aws:iam::300000000001:role/a"] } }),
      settings: OWN,
    },
    {
      fact: "an external id only where there is one",
      change: () => open({ Condition: { StringEqualsIfExists: { "sts:ExternalId": "b1f7" } } }),
      settings: OWN,
    },
    {
      fact: "an external id that is only excluded",
      change: () => open({ Condition: { StringNotEquals: { "sts:ExternalId": "b1f7" } } }),
      settings: OWN,
    },
  ],
  accepts: [
    { fact: "an external id", change: () => saying({}), settings: OWN },
    { fact: "a role of the organization", change: () => open({ Principal: { AWS: "arn:aws:iam::300000000002:role/a" } }), settings: OWN },
    {
      fact: "what is bound to the organization",
      change: () => open({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } } }),
      settings: OWN,
    },
    { fact: "a service", change: () => open({ Principal: { Service: "ec2.amazonaws.com" } }), settings: OWN },
    { fact: "a session tag, which takes no role", change: () => open({ Action: "sts:TagSession" }), settings: OWN },
    { fact: "everybody, while no account of the organization is named", change: () => open() },
  ],
  leavesOpen: [
    { fact: "a trust policy that is unknown", change: () => role(UNKNOWN_TEXT) },
    {
      fact: "an external id that is unknown",
      change: () => saying({ Condition: { StringEquals: { "sts:ExternalId": UNKNOWN_TEXT } } }),
      settings: OWN,
    },
  ],
});
