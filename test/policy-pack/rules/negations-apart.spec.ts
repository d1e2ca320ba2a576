import { negationsApart } from "../../../policy-pack/rules/negations-apart.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ORG = "o-acmeexample";
const STATEMENT = {
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: { StringNotEqualsIfExists: { "aws:ResourceOrgID": ORG, "aws:ResourceAccount": "123456789012" } },
};
const scp = (content: unknown): PolicyTarget[] => [
  { type: "aws:organizations/policy:Policy", props: { type: "SERVICE_CONTROL_POLICY", content } },
];
const saying = (Condition: Record<string, unknown>, change: Record<string, unknown> = {}) =>
  scp(policyOf(changed(STATEMENT, { Condition, ...change })));

describeRule(negationsApart, {
  right: () => saying(STATEMENT.Condition),
  refuses: [
    {
      fact: "a foreign caller and a foreign resource under one operator",
      change: () => saying({ StringNotEquals: { "aws:PrincipalOrgID": ORG, "aws:ResourceOrgID": ORG } }),
      says: /either alone passes, got \["aws:PrincipalOrgID","aws:ResourceOrgID"\]/,
    },
    {
      fact: "both under two operators",
      change: () =>
        saying({
          StringNotEqualsIfExists: { "aws:PrincipalAccount": "123456789012" },
          StringNotLike: { "aws:ResourceOrgPaths": `${ORG}/*` },
        }),
    },
    {
      fact: "several tags of a request",
      change: () => saying({ StringNotEquals: { "aws:RequestTag/team": "a", "aws:RequestTag/cost": "b" } }),
      says: /one right tag is enough/,
    },
  ],
  accepts: [
    {
      fact: "a region with spared roles",
      change: () =>
        saying({ StringNotEquals: { "aws:RequestedRegion": "eu-west-1" }, ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/Ops" } }),
    },
    {
      fact: "a network by address or VPC, which are ways in",
      change: () =>
        saying({ NotIpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" }, StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }),
    },
    {
      fact: "an Allow",
      change: () => saying({ StringNotEquals: { "aws:PrincipalOrgID": ORG, "aws:ResourceOrgID": ORG } }, { Effect: "Allow" }),
    },
    {
      fact: "one negated key and one that is not",
      change: () => saying({ StringNotEquals: { "aws:PrincipalOrgID": ORG }, StringEquals: { "aws:ResourceOrgID": ORG } }),
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => scp(UNKNOWN_TEXT) },
    { fact: "a value that is unknown", change: () => saying({ StringNotEquals: { "aws:PrincipalOrgID": UNKNOWN_TEXT } }) },
  ],
});
