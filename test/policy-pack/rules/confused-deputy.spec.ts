import { confusedDeputy } from "../../../policy-pack/rules/confused-deputy.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: "*",
  Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:300000000001:rule/nightly" } },
};
const queue = (policy: unknown): PolicyTarget[] => [{ type: "aws:sqs/queuePolicy:QueuePolicy", props: { policy } }];
const saying = (change: Record<string, unknown>) => queue(policyOf(changed(STATEMENT, change)));
const asking = (Condition: unknown) => saying({ Condition });

describeRule(confusedDeputy, {
  right: () => saying({}),
  refuses: [
    {
      fact: "a service whomever it acts for",
      change: () => asking(undefined),
      says: /whomever they act for, got \["events\.amazonaws\.com"\]/,
    },
    {
      fact: "any service, by the key that only services have",
      change: () => saying({ Principal: "*", Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } }),
      says: /whomever they act for, got \["\*"\]/,
    },
    { fact: "one that acts for any account", change: () => asking({ ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } }) },
    { fact: "one that acts for any account, by a text", change: () => asking({ StringLike: { "aws:SourceArn": "arn:aws:events:*" } }) },
    { fact: "one that acts for any bucket", change: () => asking({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }) },
    { fact: "an account only where it is said", change: () => asking({ StringEqualsIfExists: { "aws:SourceAccount": "300000000001" } }) },
    { fact: "any account by a pattern", change: () => asking({ StringLike: { "aws:SourceAccount": "*" } }) },
    { fact: "all accounts but one", change: () => asking({ StringNotEquals: { "aws:SourceAccount": "300000000001" } }) },
    { fact: "a condition that says nothing of it", change: () => asking({ Bool: { "aws:SecureTransport": "true" } }) },
    {
      fact: "a service among roles in a key policy",
      change: () => [
        {
          type: "aws:kms/key:Key",
          props: {
            policy: policyOf({
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::300000000001:role/a", Service: "logs.eu-west-1.amazonaws.com" },
              Action: "kms:Decrypt",
              Resource: "*",
            }),
          },
        },
      ],
    },
  ],
  accepts: [
    { fact: "an account", change: () => asking({ StringEquals: { "aws:SourceAccount": "300000000001" } }) },
    { fact: "an organization", change: () => asking({ StringEquals: { "aws:SourceOrgID": "o-acmeexample" } }) },
    {
      fact: "an organization's unit",
      change: () => asking({ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": "o-acmeexample/r-ab12/*" } }),
    },
    { fact: "one bucket, whose name is its owner's", change: () => asking({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::acme-uploads" } }) },
    { fact: "any rule of one account", change: () => asking({ ArnLike: { "aws:SourceArn": "arn:aws:events:*:300000000001:rule/*" } }) },
    {
      fact: "log groups of one account, as CloudWatch Logs asks for in key policies",
      change: () => asking({ ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:300000000001:log-group:*" } }),
    },
    {
      fact: "log delivery below an account's id",
      change: () => saying({ Condition: undefined, Resource: "arn:aws:s3:::logs/x/AWSLogs/300000000001/*" }),
    },
    { fact: "a Deny", change: () => saying({ Effect: "Deny", Condition: undefined }) },
    { fact: "a role", change: () => saying({ Principal: { AWS: "arn:aws:iam::300000000001:role/a" }, Condition: undefined }) },
    {
      fact: "a trust policy, since services send no such key there",
      change: () => [
        {
          type: "aws:iam/role:Role",
          props: {
            assumeRolePolicy: policyOf(changed(STATEMENT, { Action: "sts:AssumeRole", Resource: undefined, Condition: undefined })),
          },
        },
      ],
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => queue(UNKNOWN_TEXT) },
    { fact: "a source that is unknown", change: () => asking({ ArnEquals: { "aws:SourceArn": UNKNOWN_TEXT } }) },
  ],
});
