import { noWildcardPrincipal } from "../../../policy-pack/rules/no-wildcard-principal.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ROLE = "arn:aws:iam::300000000002:role/palisade/workload/reporter";
const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const STATEMENT = { Sid: "AllowReporter", Effect: "Allow", Principal: { AWS: ROLE }, Action: "dynamodb:GetItem", Resource: TABLE };

const table = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn: TABLE, policy: policyOf(changed(STATEMENT, change)) } },
];

const endpoint = (Condition?: Record<string, unknown>): PolicyTarget[] => [
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    props: {
      policy: policyOf(changed({ Effect: "Allow", Principal: "*", Action: "dynamodb:GetItem", Resource: "*" }, { Condition })),
    },
  },
];

const trust = (change: Record<string, unknown>): PolicyTarget[] => [
  {
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: policyOf({ Effect: "Allow", Principal: { AWS: ROLE }, Action: "sts:AssumeRole", ...change }) },
  },
];

describeRule(noWildcardPrincipal, {
  right: () => table(),
  refuses: [
    { fact: "anyone in a table policy", change: () => table({ Principal: "*" }), says: /statement "AllowReporter".*\{"AWS":"\*"\}/ },
    {
      fact: "anyone bound by the organization in a table policy",
      change: () => table({ Principal: { AWS: "*" }, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } } }),
    },
    { fact: "a wildcard beside a named principal", change: () => table({ Principal: { AWS: [ROLE, "*"] } }) },
    { fact: "a pattern of roles", change: () => table({ Principal: { AWS: "arn:aws:iam::300000000002:role/*" } }) },
    { fact: "any service", change: () => table({ Principal: { Service: "*" } }), says: /\{"Service":"\*"\}/ },
    { fact: "everyone but someone", change: () => table({ Principal: undefined, NotPrincipal: { AWS: ROLE } }), says: /NotPrincipal/ },
    { fact: "anyone in a trust policy", change: () => trust({ Principal: "*" }), says: /assumeRolePolicy, statement 1/ },
    {
      fact: "anyone in a key policy",
      change: () => [
        { type: "aws:kms/key:Key", props: { policy: policyOf({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }) } },
      ],
    },
    {
      fact: "anyone in a bucket policy",
      change: () => [
        { type: "aws:s3/bucketPolicy:BucketPolicy", props: { policy: policyOf({ ...STATEMENT, Principal: "*", Action: "s3:GetObject" }) } },
      ],
    },
    { fact: "anyone in an endpoint policy without a condition", change: () => endpoint(), says: /aws:PrincipalOrgID/ },
    {
      fact: "an endpoint policy that is bound only where the key is there",
      change: () => endpoint({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-acmeexample" } }),
    },
    {
      fact: "an endpoint policy that is bound to every organization",
      change: () => endpoint({ StringLike: { "aws:PrincipalOrgID": "*" } }),
    },
    ...(
      [
        ["aws:PrincipalOrgID", "o-*"],
        ["aws:ResourceOrgID", "${aws:PrincipalOrgID}"],
        ["aws:PrincipalOrgPaths", "o-*/r-*/*"],
        ["aws:PrincipalAccount", "3*"],
      ] as const
    ).map(([key, value]) => ({
      fact: `an endpoint policy that is bound to whatever organization by ${value}`,
      change: () => endpoint({ StringLike: { [key]: value } }),
    })),
    {
      fact: "an endpoint policy that is bound to units of another organization than the pack's",
      change: () => endpoint({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-otherexample/*" } }),
      settings: { organizationId: "o-acmeexample" },
    },
    {
      fact: "an endpoint policy that is bound to all but the organization",
      change: () => endpoint({ StringNotEquals: { "aws:PrincipalOrgID": "o-acmeexample" } }),
    },
    {
      fact: "an endpoint policy that is bound to another organization than the pack's",
      change: () => endpoint({ StringEquals: { "aws:PrincipalOrgID": "o-otherexample" } }),
      settings: { organizationId: "o-acmeexample" },
    },
    {
      fact: "anyone who is no service, or of whom that is not said",
      change: () => table({ Principal: "*", Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": "true" } } }),
    },
    {
      fact: "anyone but services",
      change: () => table({ Principal: "*", Condition: { Bool: { "aws:PrincipalIsAWSService": "false" } } }),
    },
  ],
  accepts: [
    {
      fact: "an endpoint policy for services, as AWS's data perimeter examples have it",
      change: () => endpoint({ Bool: { "aws:PrincipalIsAWSService": "true" } }),
    },
    {
      fact: "services alone",
      change: () => table({ Principal: "*", Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } }),
    },
    { fact: "anyone in a Deny", change: () => table({ Effect: "Deny", Principal: "*" }) },
    { fact: "a service", change: () => table({ Principal: { Service: "replication.dynamodb.amazonaws.com" } }) },
    { fact: "an endpoint policy of the organization", change: () => endpoint({ StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } }) },
    {
      fact: "an endpoint policy for services to the organization's resources",
      change: () => endpoint({ StringEquals: { "aws:ResourceOrgID": "o-acmeexample" }, Bool: { "aws:PrincipalIsAWSService": "true" } }),
      settings: { organizationId: "o-acmeexample" },
    },
    {
      fact: "an endpoint policy of a unit of the organization",
      change: () => endpoint({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-acmeexample/*" } }),
    },
    {
      fact: "an RCP, which is always for anyone",
      change: () => [
        {
          type: "aws:organizations/policy:Policy",
          props: { type: "RESOURCE_CONTROL_POLICY", content: policyOf({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }) },
        },
      ],
    },
  ],
  leavesOpen: [
    {
      fact: "a policy that is unknown",
      change: () => [{ ...table()[0]!, props: { policy: UNKNOWN_TEXT } }],
      says: /policy is unknown/,
    },
    {
      fact: "a principal that is unknown in a policy given as data",
      change: () => [
        { ...table()[0]!, props: { policy: { Version: "2012-10-17", Statement: [{ ...STATEMENT, Principal: { AWS: UNKNOWN_TEXT } }] } } },
      ],
      says: /a part of policy/,
    },
    { fact: "a principal that is unknown", change: () => table({ Principal: { AWS: UNKNOWN_TEXT } }), says: /a part of policy/ },
  ],
});
