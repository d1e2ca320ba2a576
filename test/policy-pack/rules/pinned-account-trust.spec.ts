import { pinnedAccountTrust } from "../../../policy-pack/rules/pinned-account-trust.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ROOT = "arn:aws:iam::300000000002:root";
const ROLE = "arn:aws:iam::300000000002:role/palisade/workload/reporter";
const PIN = { ArnEquals: { "aws:PrincipalArn": ROLE } };

const trust = (Principal: unknown = { AWS: ROOT }, Condition: Record<string, unknown> = PIN, Effect = "Allow"): PolicyTarget[] => [
  {
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: policyOf({ Effect, Principal, Action: "sts:AssumeRole", Condition }) },
  },
];

const keyFor = (Condition: Record<string, unknown>): PolicyTarget[] => [
  {
    type: "aws:kms/key:Key",
    props: { policy: policyOf({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:Decrypt", Resource: "*", Condition }) },
  },
];

const DYNAMODB = "dynamodb.eu-west-1.amazonaws.com";

const pinned = (Condition: Record<string, unknown>) => trust({ AWS: ROOT }, Condition);

describeRule(pinnedAccountTrust, {
  right: () => trust(),
  refuses: [
    { fact: "a whole account without a condition", change: () => pinned({}), says: /300000000002:root.*aws:PrincipalArn/ },
    { fact: "a bare account id", change: () => trust({ AWS: "300000000002" }, {}), says: /"300000000002"/ },
    { fact: "a whole account beside a pinned role", change: () => trust({ AWS: [ROLE, ROOT] }, {}) },
    { fact: "the organization as a pin", change: () => pinned({ StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } }) },
    { fact: "an external id as a pin", change: () => pinned({ StringEquals: { "sts:ExternalId": "nightjar-1" } }) },
    { fact: "a pin that only applies if the key is present", change: () => pinned({ ArnEqualsIfExists: { "aws:PrincipalArn": ROLE } }) },
    {
      fact: "all roles of the account as a pin",
      change: () => pinned({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::300000000002:role/*" } }),
    },
    ...["arn:*", "arn:aws:iam::300000000002:r*", "arn:aws:iam::*:role*", "${aws:PrincipalArn}"].map((pattern) => ({
      fact: `${pattern} as a pin, which is every role`,
      change: () => pinned({ StringLike: { "aws:PrincipalArn": pattern } }),
    })),
    ...["*:*", "AROA*", "${aws:userid}"].map((pattern) => ({
      fact: `the id ${pattern} as a pin, which is every role's`,
      change: () => pinned({ StringLike: { "aws:userid": pattern } }),
    })),
    { fact: "anyone as a pin", change: () => pinned({ StringLike: { "aws:PrincipalArn": "*" } }) },
    { fact: "one wide value beside a narrow one", change: () => pinned({ ArnLike: { "aws:PrincipalArn": [ROLE, "arn:aws:iam::*:*"] } }) },
    { fact: "all but someone as a pin", change: () => pinned({ ArnNotEquals: { "aws:PrincipalArn": ROLE } }) },
    {
      fact: "AWS's default key policy",
      change: () => [
        {
          type: "aws:kms/key:Key",
          props: { policy: policyOf({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }) },
        },
      ],
    },
    {
      fact: "a key that is used through any service of a pattern",
      change: () => keyFor({ StringLike: { "kms:ViaService": "*.eu-west-1.amazonaws.com" } }),
    },
    {
      fact: "a key that is used directly, or through one service",
      change: () => keyFor({ StringEqualsIfExists: { "kms:ViaService": DYNAMODB } }),
    },
    { fact: "a trust policy with a key's pin", change: () => pinned({ StringEquals: { "kms:ViaService": DYNAMODB } }) },
    {
      fact: "a whole account in China",
      change: () => trust({ AWS: "arn:aws-cn:iam::300000000002:root" }, {}),
      says: /aws-cn/,
    },
  ],
  accepts: [
    { fact: "a role", change: () => trust({ AWS: ROLE }, {}) },
    {
      fact: "a pin by a pattern that names something",
      change: () =>
        pinned({
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::300000000002:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OnCall_*" },
        }),
    },
    {
      fact: "a role's unique id with any session as a pin",
      change: () => pinned({ StringLike: { "aws:userid": "AROAEXAMPLEREPORTERID:*" } }),
    },
    { fact: "the account's root user as a pin", change: () => pinned({ ArnLike: { "aws:PrincipalArn": [ROOT, ROLE] } }) },
    { fact: "a key that is used through one service alone", change: () => keyFor({ StringEquals: { "kms:ViaService": DYNAMODB } }) },
    { fact: "a whole account in a Deny", change: () => trust({ AWS: ROOT }, {}, "Deny") },
  ],
  leavesOpen: [
    { fact: "a trust policy that is unknown", change: () => [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: UNKNOWN_TEXT } }] },
    { fact: "a pin that is unknown", change: () => pinned({ ArnEquals: { "aws:PrincipalArn": UNKNOWN_TEXT } }) },
  ],
});
