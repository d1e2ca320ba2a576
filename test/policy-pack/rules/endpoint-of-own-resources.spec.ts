import { endpointOfOwnResources } from "../../../policy-pack/rules/endpoint-of-own-resources.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ORG = { "aws:PrincipalOrgID": "o-acmeexample" };
const STATEMENT = {
  Effect: "Allow",
  Principal: "*",
  Action: "dynamodb:*",
  Resource: "*",
  Condition: { StringEquals: { ...ORG, "aws:ResourceOrgID": "o-acmeexample" } },
};
const endpoint = (policy: unknown): PolicyTarget[] => [{ type: "aws:ec2/vpcEndpoint:VpcEndpoint", props: { policy } }];
const saying = (change: Record<string, unknown>) => endpoint(policyOf(changed(STATEMENT, change)));
const TABLE = "arn:aws:dynamodb:eu-west-1:300000000009:table/x";
const settings = { accounts: ["300000000001"] };

describeRule(endpointOfOwnResources, {
  right: () => saying({}),
  refuses: [
    {
      fact: "resources of anybody, for callers of the organization",
      change: () => saying({ Condition: { StringEquals: ORG } }),
      says: /data actions such as dynamodb:BatchGetItem reach resources of strangers, got \["\*"\]/,
    },
    {
      fact: "a test that also holds without the key",
      change: () => saying({ Condition: { StringEqualsIfExists: { ...ORG }, StringNotEquals: { "aws:ResourceOrgID": "o-1" } } }),
    },
    {
      fact: "tables of every account by pattern",
      change: () => saying({ Resource: "arn:aws:dynamodb:*:*:table/*", Condition: { StringEquals: ORG } }),
    },
    { fact: "secrets of anybody", change: () => saying({ Action: "secretsmanager:GetSecretValue", Condition: { StringEquals: ORG } }) },
    {
      fact: "a table of an account that is not known",
      settings,
      change: () => saying({ Resource: TABLE, Condition: { StringEquals: ORG } }),
      says: /unknown account is named/,
    },
  ],
  accepts: [
    {
      fact: "resources of one account",
      change: () => saying({ Condition: { StringEquals: { ...ORG, "aws:ResourceAccount": "300000000001" } } }),
    },
    { fact: "a named table, while no accounts are known", change: () => saying({ Resource: TABLE, Condition: { StringEquals: ORG } }) },
    {
      fact: "a named table of a known account",
      settings: { accounts: ["300000000009"] },
      change: () => saying({ Resource: TABLE, Condition: { StringEquals: ORG } }),
    },
    {
      fact: "packages in AWS's buckets",
      change: () => saying({ Action: "s3:GetObject", Resource: "arn:aws:s3:::al2023-repos-*/*", Condition: undefined }),
    },
    { fact: "a Deny", change: () => saying({ Effect: "Deny", Condition: { StringEquals: ORG } }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => endpoint(UNKNOWN_TEXT) },
    { fact: "a value that is unknown", change: () => saying({ Condition: { StringEquals: { "aws:ResourceOrgID": UNKNOWN_TEXT } } }) },
  ],
});
