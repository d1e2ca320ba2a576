import { noExpiryOfKeptItems } from "../../../policy-pack/rules/no-expiry-of-kept-items.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/audit";
const DENY = { Effect: "Deny", Principal: "*", Action: ["dynamodb:DeleteItem", "dynamodb:DeleteTable"], Resource: "*" };
const table = (ttl: unknown): PolicyTarget => ({ type: "aws:dynamodb/table:Table", props: { arn: ARN, ttl } });
const policy = (statement: Record<string, unknown> = DENY, written?: unknown): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name: "policy",
  props: { resourceArn: ARN, policy: written ?? policyOf(statement) },
});
const ON = { enabled: true, attributeName: "expires" };

describeRule(noExpiryOfKeptItems, {
  right: () => [table({ enabled: false }), policy()],
  refuses: [
    { fact: "items that expire", change: () => [table(ON), policy()], says: /they expire all the same, got \{"enabled":true/ },
    { fact: "a Deny by pattern", change: () => [table(ON), policy({ ...DENY, Action: "dynamodb:Delete*" })] },
  ],
  several: () => [
    table(ON),
    policy(),
    { ...table(ON), name: "two", props: { arn: `${ARN}2`, ttl: ON } },
    { ...policy(), name: "p2", props: { resourceArn: `${ARN}2`, policy: policyOf(DENY) } },
  ],
  accepts: [
    { fact: "a Deny of everything from outside", change: () => [table(ON), policy({ ...DENY, Action: "dynamodb:*" })] },
    { fact: "no policy", change: () => [table(ON)] },
    { fact: "no time to live", change: () => [table(undefined), policy()] },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => [table(ON), policy(DENY, UNKNOWN_TEXT)] },
    { fact: "a time to live that is unknown", change: () => [table(UNKNOWN_TEXT), policy()] },
  ],
});
