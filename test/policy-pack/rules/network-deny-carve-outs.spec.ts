import { networkPerimeter } from "../../../guardrails/network-perimeter.ts";
import { render } from "../../../iam/render.ts";
import { serviceControlPolicy } from "../../../iam/service-control-policy.ts";
import { networkDenyCarveOuts } from "../../../policy-pack/rules/network-deny-carve-outs.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const OUTSIDE = { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } };
const IN_REGION = { StringEquals: { "aws:RequestedRegion": "eu-west-1" } };
const SPARED = { ArnNotLikeIfExists: { "aws:PrincipalArn": "arn:aws:iam::*:role/Deploy" } };
const STATEMENT = {
  Effect: "Deny",
  Action: ["dynamodb:GetItem", "dynamodb:Query"],
  Resource: "*",
  Condition: { ...OUTSIDE, ...IN_REGION, ...SPARED },
};

const scp = (content: unknown): PolicyTarget[] => [
  { type: "aws:organizations/policy:Policy", props: { type: "SERVICE_CONTROL_POLICY", content } },
];
const saying = (change: Record<string, unknown>) => scp(policyOf(changed(STATEMENT, change)));
const sparing = (Condition: Record<string, unknown>, spared: Record<string, unknown>) => saying({ Condition: { ...Condition, ...spared } });
const asking = (Condition: Record<string, unknown>) => sparing(Condition, SPARED);

describeRule(networkDenyCarveOuts, {
  right: () => saying({}),
  refuses: [
    {
      fact: "a VPC without its region",
      change: () => asking(OUTSIDE),
      says: /lets through in several regions.*got \["zz-none-8","zz-none-9"\]; add StringEquals on aws:RequestedRegion/,
    },
    {
      fact: "a VPC with two regions",
      change: () => asking({ ...OUTSIDE, StringEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-west-2"] } }),
      says: /got \["eu-west-1","eu-west-2"\]/,
    },
    {
      fact: "a VPC with a pattern of regions",
      change: () => asking({ ...OUTSIDE, StringLike: { "aws:RequestedRegion": ["eu-*", "us-*"] } }),
      says: /got \["eu-zz","us-zz"\]/,
    },
    {
      fact: "a VPC with a region that may be missing",
      change: () => asking({ ...OUTSIDE, StringEqualsIfExists: { "aws:RequestedRegion": ["eu-west-1", "eu-west-2"] } }),
    },
    {
      fact: "a VPC with all regions but one",
      change: () => asking({ StringNotEquals: { "aws:SourceVpc": "vpc-1", "aws:RequestedRegion": "eu-west-1" } }),
    },
    {
      fact: "the operator without IfExists, which denies the same",
      change: () => asking({ StringNotEquals: { "aws:SourceVpc": "vpc-1" } }),
    },
    { fact: "a missing VPC without its region", change: () => asking({ Null: { "aws:SourceVpc": "true" } }) },
    {
      fact: "an endpoint alone, with nobody spared",
      change: () => sparing({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, {}),
      says: /nobody is spared, .* got conditions on \["aws:SourceVpce"\]/,
    },
    {
      fact: "addresses alone, with nobody spared",
      change: () => sparing({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, {}),
      says: /\["aws:SourceIp"\]/,
    },
    { fact: "a VPC in its region, with nobody spared", change: () => sparing({ ...OUTSIDE, ...IN_REGION }, {}), says: /nobody is spared/ },
    {
      fact: "a condition that spares nobody who calls without a network",
      change: () => sparing({ ...OUTSIDE, ...IN_REGION }, { Bool: { "aws:SecureTransport": "true" } }),
      says: /nobody is spared/,
    },
    {
      fact: "settings with the data, with nobody spared",
      change: () => saying({ Action: "dynamodb:*", Condition: { ...OUTSIDE, ...IN_REGION } }),
      says: /are denied to roles that deploy from elsewhere, got \["dynamodb:\*"\]/,
    },
    {
      fact: "settings with the data, with only services spared",
      change: () =>
        saying({ Action: "dynamodb:*", Condition: { ...OUTSIDE, ...IN_REGION, BoolIfExists: { "aws:ViaAWSService": "false" } } }),
      says: /are denied to roles that deploy from elsewhere/,
    },
    {
      fact: "everything but some actions",
      change: () => saying({ Action: undefined, NotAction: ["iam:*"], Condition: { ...OUTSIDE, ...IN_REGION } }),
      says: /are denied to roles that deploy/,
    },
  ],
  accepts: [
    {
      fact: "the network SCP of an account with networks, services, service roles and pollers",
      change: () =>
        scp(
          render(
            serviceControlPolicy(
              networkPerimeter({
                networks: [
                  { region: "eu-west-1", vpcIds: ["vpc-1"] },
                  { region: "eu-west-2", vpcIds: ["vpc-2", "vpc-3"] },
                ],
                services: ["athena.amazonaws.com"],
                serviceRoles: ["arn:aws:iam::300000000001:role/backup"],
                restoreRoles: [],
                streamPollers: ["arn:aws:iam::300000000001:role/poller"],
                accessRoles: undefined,
                externalRoles: [],
                deployRole: "arn:aws:iam::300000000001:role/PalisadeDeploy",
                breakGlass: "arn:aws:iam::300000000001:role/palisade/break-glass/BreakGlass",
              }),
            ),
          ),
        ),
    },
    {
      fact: "the network SCP of an account without a network",
      change: () =>
        scp(
          render(
            serviceControlPolicy(
              networkPerimeter({
                networks: [],
                services: [],
                serviceRoles: [],
                restoreRoles: [],
                streamPollers: [],
                accessRoles: undefined,
                externalRoles: [],
                deployRole: "arn:aws:iam::300000000001:role/PalisadeDeploy",
                breakGlass: "arn:aws:iam::300000000001:role/palisade/break-glass/BreakGlass",
              }),
            ),
          ),
        ),
    },
    { fact: "settings with the data where a role is exempt", change: () => saying({ Action: "dynamodb:*" }) },
    {
      fact: "settings with the data where a tag exempts roles",
      change: () =>
        saying({
          Action: "dynamodb:*",
          Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1", "aws:PrincipalTag/deploys": "true" }, ...IN_REGION },
        }),
    },
    {
      fact: "services that are spared by what they call through",
      change: () => sparing({ ...OUTSIDE, ...IN_REGION }, { "ForAllValues:StringNotEquals": { "aws:CalledVia": "athena.amazonaws.com" } }),
    },
    { fact: "a Deny of one network, which is no perimeter", change: () => sparing({ StringEquals: { "aws:SourceVpc": "vpc-1" } }, {}) },
    { fact: "a Deny that never applies", change: () => sparing({ ...OUTSIDE, ArnNotLike: { "aws:PrincipalArn": "arn:*:*:*:*:*" } }, {}) },
    { fact: "addresses alone where somebody is spared", change: () => asking({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }) },
    { fact: "a Deny of settings by network", change: () => saying({ Action: "dynamodb:DeleteTable", Condition: OUTSIDE }) },
    { fact: "a Deny of other services by network", change: () => saying({ Action: "s3:*", Condition: OUTSIDE }) },
    { fact: "a Deny of data by no network", change: () => asking({ Bool: { "aws:SecureTransport": "false" } }) },
  ],
  leavesOpen: [
    { fact: "an SCP that is unknown", change: () => scp(UNKNOWN_TEXT) },
    { fact: "a VPC that is unknown", change: () => asking({ ...IN_REGION, StringNotEquals: { "aws:SourceVpc": UNKNOWN_TEXT } }) },
  ],
});
