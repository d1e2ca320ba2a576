import { knownPolicyLanguage } from "../../../policy-pack/rules/known-policy-language.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = {
  Sid: "ReadOrders",
  Effect: "Allow",
  Action: ["dynamodb:GetItem", "dynamodb:PartiQL*"],
  Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/orders",
  Condition: {
    StringEquals: { "aws:SourceVpc": "vpc-1", "aws:requestedregion": "eu-west-1" },
    "ForAllValues:StringEqualsIfExists": { "dynamodb:LeadingKeys": "${aws:PrincipalTag/Tenant}" },
    Null: { "aws:PrincipalTag/Tenant": "false" },
  },
};

const withPolicy = (policy: unknown): PolicyTarget[] => [{ type: "aws:iam/rolePolicy:RolePolicy", props: { policy } }];
const saying = (change: Record<string, unknown>) => withPolicy(policyOf(changed(STATEMENT, change)));
const asking = (Condition: Record<string, unknown>) => saying({ Condition });

describeRule(knownPolicyLanguage, {
  right: () => saying({}),
  refuses: [
    {
      fact: "a misspelt operator",
      change: () => asking({ StringEqual: { "aws:SourceVpc": "vpc-1" } }),
      says: /"StringEqual"; did you mean "StringEquals"/,
    },
    {
      fact: "a misspelt operator with its qualifier and ending",
      change: () => asking({ "ForAnyValue:StrngLikeIfExists": { "aws:TagKeys": "a" } }),
      says: /did you mean "StringLikeIfExists"/,
    },
    { fact: "an operator in other letters", change: () => asking({ stringequals: { "aws:SourceVpc": "vpc-1" } }), says: /"StringEquals"/ },
    { fact: "a qualifier that does not exist", change: () => asking({ "ForEach:StringEquals": { "aws:TagKeys": "a" } }), says: /ForEach/ },
    { fact: "Null with IfExists", change: () => asking({ NullIfExists: { "aws:SourceVpc": "true" } }), says: /did you mean "Null"/ },
    {
      fact: "a misspelt kind of principal",
      change: () => saying({ Principal: { Aws: ["300000000001", "300000000002"] } }),
      says: /kind of principal, got "Aws"; did you mean "AWS"\?/,
    },
    {
      fact: "an unknown action",
      change: () => saying({ Action: "dynamodb:GetItems" }),
      says: /action, got "dynamodb:GetItems"; did you mean "dynamodb:GetItem"/,
    },
    {
      fact: "an operation of an API, and names the actions that decide it",
      change: () => saying({ Action: "dynamodb:transactGetItems" }),
      says: /an operation of an API is no action, got "dynamodb:transactGetItems"; write what decides it: dynamodb:GetItem/,
    },
    { fact: "a pattern that matches no action", change: () => saying({ Action: "dynamodb:Fetch*" }), says: /dynamodb:Fetch\*/ },
    {
      fact: "an unknown action among those left out",
      change: () => saying({ Action: undefined, NotAction: ["iam:*", "sts:AssumeRol"] }),
      says: /"sts:AssumeRole"/,
    },
    {
      fact: "a service that does not exist",
      change: () => saying({ Action: "dynamdb:GetItem" }),
      says: /service, got "dynamdb"; did you mean "dynamodb"/,
    },
    {
      fact: "an unknown condition key",
      change: () => asking({ StringEquals: { "aws:SourceVPCs": "vpc-1" } }),
      says: /condition key.*"aws:SourceVpc"/,
    },
    {
      fact: "a misspelt element",
      change: () => saying({ Action: undefined, Actions: "dynamodb:GetItem" }),
      says: /element, got "Actions"; did you mean "Action"/,
    },
    { fact: "an effect that is none", change: () => saying({ Effect: "allow" }), says: /the Effect is neither, got "allow"/ },
    {
      fact: "a version that does not exist",
      change: () => withPolicy(JSON.stringify({ Version: "2012-10-18", Statement: [STATEMENT] })),
      says: /2012-10-18/,
    },
    { fact: "what is no JSON", change: () => withPolicy('{ "Version": '), says: /no JSON object, got "\{/ },
    { fact: "a list instead of a document", change: () => withPolicy([STATEMENT]), says: /no JSON object/ },
    { fact: "a statement without effect", change: () => saying({ Effect: undefined }), says: /got nothing/ },
    { fact: "a document without statements", change: () => withPolicy(policyOf()), says: /no statement/ },
    {
      fact: "a misspelt element of the document",
      change: () => withPolicy(JSON.stringify({ Version: "2012-10-17", Statement: STATEMENT, Statements: [] })),
      says: /"Statements"/,
    },
  ],
  accepts: [
    { fact: "a document given as data", change: () => withPolicy({ Version: "2012-10-17", Statement: STATEMENT }) },
    { fact: "services beyond the blueprint's", change: () => saying({ Action: ["sqs:SendMessage", "glue:GetTable"] }) },
    { fact: "all actions of all services", change: () => saying({ Action: "*" }) },
    {
      fact: "claims of a cluster's tokens",
      change: () => asking({ StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/0A1B:sub": "s" } }),
    },
    {
      fact: "types without a policy",
      change: () => [
        { type: "aws:sns/topic:Topic", props: { name: "x" } },
        { type: "random:index:Id", props: { policy: "{" } },
      ],
    },
    {
      fact: "organization policies of other types",
      change: () => [{ type: "aws:organizations/policy:Policy", props: { type: "TAG_POLICY", content: '{"tags":{}}' } }],
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => withPolicy(UNKNOWN_TEXT) },
    {
      fact: "an inline policy that is unknown",
      change: () => [{ type: "aws:iam/role:Role", props: { inlinePolicies: [{ name: "a", policy: UNKNOWN_TEXT }] } }],
      says: /inlinePolicies\[0\]\.policy/,
    },
    {
      fact: "a list of inline policies that is unknown",
      change: () => [{ type: "aws:iam/role:Role", props: { inlinePolicies: UNKNOWN_TEXT } }],
    },
    {
      fact: "an organization policy whose type is unknown",
      change: () => [{ type: "aws:organizations/policy:Policy", props: { type: UNKNOWN_TEXT, content: "{}" } }],
    },
    { fact: "a value that is unknown", change: () => asking({ StringEquals: { "aws:SourceVpc": UNKNOWN_TEXT } }) },
  ],
});
