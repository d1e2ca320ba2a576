import { conditionsThatDecide } from "../../../policy-pack/rules/conditions-that-decide.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = {
  Effect: "Deny",
  Action: "dynamodb:GetItem",
  Resource: "*",
  Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
};
const scp = (content: unknown): PolicyTarget[] => [
  { type: "aws:organizations/policy:Policy", props: { type: "SERVICE_CONTROL_POLICY", content } },
];
const saying = (change: Record<string, unknown>) => scp(policyOf(changed(STATEMENT, change)));
const asking = (Condition: Record<string, unknown>) => saying({ Condition });

const SESSION = "arn:aws:sts::300000000001:assumed-role/reader/nightly";

describeRule(conditionsThatDecide, {
  right: () => saying({}),
  refuses: [
    {
      fact: "a wildcard under an exact operator",
      change: () => asking({ StringEquals: { "aws:PrincipalTag/team": "orders-*" } }),
      says: /it never holds, got "orders-\*"; write StringLike/,
    },
    {
      fact: "a wildcard under a negated exact operator",
      change: () => asking({ StringNotEquals: { "aws:PrincipalOrgID": "*" } }),
      says: /it always holds, .*StringNotLike/,
    },
    { fact: "the ARN of a session", change: () => asking({ ArnLike: { "aws:PrincipalArn": SESSION } }), says: /it never holds/ },
    {
      fact: "the ARN of a session that is spared",
      change: () => asking({ ArnNotLike: { "aws:PrincipalArn": SESSION } }),
      says: /it always holds/,
    },
    {
      fact: "a pattern of sessions",
      change: () => asking({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:sts::300000000001:assumed-role/reader/*" } }),
      says: /always/,
    },
    {
      fact: "a VPC where an endpoint belongs",
      change: () => asking({ StringNotEquals: { "aws:SourceVpce": "vpc-0a1b2c3d" } }),
      says: /write it as in "vpce-0a1b2c3d"/,
    },
    { fact: "an endpoint where a VPC belongs", change: () => asking({ StringNotEquals: { "aws:SourceVpc": "vpce-0a1b2c3d" } }) },
    { fact: "a pattern of endpoints where a VPC belongs", change: () => asking({ StringNotLike: { "aws:SourceVpc": "vpce-*" } }) },
    {
      fact: "an ARN where an account belongs",
      change: () => asking({ StringEquals: { "aws:PrincipalAccount": "arn:aws:iam::300000000001:root" } }),
    },
    { fact: "an account with a digit too few", change: () => asking({ StringEquals: { "aws:SourceAccount": "30000000001" } }) },
    { fact: "an account where an organization belongs", change: () => asking({ StringEquals: { "aws:PrincipalOrgID": "300000000001" } }) },
    {
      fact: "a unit where a path belongs",
      change: () => asking({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "ou-ab12-11111111/*" } }),
    },
    { fact: "a zone where a region belongs", change: () => asking({ StringEquals: { "aws:RequestedRegion": "eu-west-1a" } }) },
    {
      fact: "a private address of the internet",
      change: () => asking({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
      says: /aws:VpcSourceIp/,
    },
    { fact: "a Null of neither", change: () => asking({ Null: { "aws:SourceVpc": "no" } }), says: /write "true" or "false"/ },
    {
      fact: "one dead value among others",
      change: () => asking({ StringNotEquals: { "aws:SourceVpc": ["vpc-1", "vpce-2"] } }),
      says: /the value changes nothing, got "vpce-2"/,
    },
    { fact: "no value at all", change: () => asking({ StringEquals: { "aws:PrincipalOrgID": [] } }), says: /never holds, got "no value"/ },
    {
      fact: "a key that must be absent and have a value",
      change: () => asking({ Null: { "aws:SourceVpc": "true" }, StringEquals: { "aws:SourceVpc": "vpc-1" } }),
      says: /no request meets all conditions on aws:SourceVpc/,
    },
    {
      fact: "a value that must and must not be",
      change: () => asking({ StringEquals: { "aws:SourceVpc": "vpc-1" }, StringNotEquals: { "aws:SourceVpc": "vpc-1" } }),
    },
    {
      fact: "several tags under one Null, of which one is enough to pass",
      change: () => asking({ Null: { "aws:RequestTag/owner": "true", "aws:requesttag/team": true } }),
      says: /without all of the tags, so that one of them is enough, got \["aws:RequestTag\/owner","aws:requesttag\/team"\]; write a statement for each/,
    },
    {
      fact: "claims of two issuers under one Null, which no token has",
      change: () => asking({ Null: { "token.actions.githubusercontent.com:sub": "false", "gitlab.com:sub": "false" } }),
      says: /no request has both keys, since a token is of one issuer/,
    },
    {
      fact: "a public address and an endpoint at once",
      change: () =>
        asking({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" }, Null: { "aws:SourceIp": "false", "aws:SourceVpce": "false" } }),
      says: /a call through an endpoint has no public address, got \["aws:SourceIp","aws:SourceVpce"\]/,
    },
    {
      fact: "a service and an account of the caller at once",
      change: () => asking({ StringEquals: { "aws:PrincipalServiceName": "lambda.amazonaws.com", "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
      says: /a service has no account/,
    },
  ],
  accepts: [
    {
      fact: "the absence of several tags in an Allow",
      change: () => saying({ Effect: "Allow", Condition: { Null: { "aws:RequestTag/owner": "true", "aws:RequestTag/team": "true" } } }),
    },
    {
      fact: "the absence of one tag with another",
      change: () => asking({ Null: { "aws:RequestTag/owner": "true", "aws:PrincipalTag/team": "false" } }),
    },
    {
      fact: "several claims that are all absent, as for trusted issuers",
      change: () => asking({ Null: { "token.actions.githubusercontent.com:sub": "true", "gitlab.com:sub": "true" } }),
    },
    {
      fact: "a public address or an endpoint, where either may be missing",
      change: () =>
        asking({ NotIpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" }, StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }),
    },
    {
      fact: "two claims of one issuer",
      change: () => asking({ StringEquals: { "gitlab.com:sub": "project_path:a/b", "gitlab.com:aud": "sts.amazonaws.com" } }),
    },
    { fact: "a pattern under Like", change: () => asking({ StringLike: { "aws:PrincipalTag/team": "orders-*" } }) },
    {
      fact: "a pattern of accounts, VPCs and regions",
      change: () => asking({ StringLike: { "aws:PrincipalAccount": "3*", "aws:SourceVpc": "*", "aws:RequestedRegion": "eu-*" } }),
    },
    {
      fact: "ARNs of roles, users and federated users, and patterns of them",
      change: () =>
        asking({
          ArnLike: {
            "aws:PrincipalArn": [
              "arn:aws:iam::*:role/*",
              "arn:aws:iam::300000000001:user/a",
              "arn:aws:sts::300000000001:federated-user/a",
              "arn:*:iam::300000000001:root",
              "*",
            ],
          },
        }),
    },
    {
      fact: "a variable",
      change: () =>
        asking({ StringEquals: { "aws:SourceVpc": "${aws:PrincipalTag/vpc}", "aws:ResourceAccount": "${aws:PrincipalAccount}" } }),
    },
    { fact: "a key of which nothing is known", change: () => asking({ StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }) },
    { fact: "a public address", change: () => asking({ NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } }) },
    {
      fact: "two conditions that some request meets",
      change: () => asking({ Null: { "aws:SourceVpc": "false" }, StringNotEquals: { "aws:SourceVpc": "vpc-1" } }),
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => scp(UNKNOWN_TEXT) },
    { fact: "a value that is unknown", change: () => asking({ StringNotEquals: { "aws:SourceVpc": UNKNOWN_TEXT } }) },
  ],
});
