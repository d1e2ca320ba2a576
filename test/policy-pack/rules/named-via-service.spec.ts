import { namedViaService } from "../../../policy-pack/rules/named-via-service.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = {
  Effect: "Allow",
  Principal: { AWS: "300000000001" },
  Action: "kms:Decrypt",
  Resource: "*",
  Condition: { StringEquals: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } },
};
const key = (policy: unknown): PolicyTarget[] => [{ type: "aws:kms/key:Key", props: { policy } }];
const saying = (Condition: unknown, change: Record<string, unknown> = {}) => key(policyOf(changed(STATEMENT, { Condition, ...change })));

describeRule(namedViaService, {
  right: () => saying(STATEMENT.Condition),
  refuses: [
    {
      fact: "every service",
      change: () => saying({ StringLike: { "kms:ViaService": "*.amazonaws.com" } }),
      says: /through every service, got \["StringLike \*\.amazonaws\.com"\]/,
    },
    { fact: "any service but one", change: () => saying({ StringNotEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }) },
    {
      fact: "direct calls too",
      change: () => saying({ StringEqualsIfExists: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } }),
      says: /without any service too/,
    },
  ],
  accepts: [
    { fact: "a service in all regions", change: () => saying({ StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } }) },
    {
      fact: "several services",
      change: () => saying({ StringEquals: { "kms:ViaService": ["s3.eu-west-1.amazonaws.com", "ec2.eu-west-1.amazonaws.com"] } }),
    },
    { fact: "no word about services", change: () => saying(undefined) },
    { fact: "a Deny", change: () => saying({ StringNotEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }, { Effect: "Deny" }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => key(UNKNOWN_TEXT) },
    { fact: "a principal that is unknown", change: () => saying(STATEMENT.Condition, { Principal: { AWS: UNKNOWN_TEXT } }) },
  ],
});
