import { tablePolicyActions } from "../../../policy-pack/rules/table-policy-actions.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/orders";
const STATEMENT = {
  Sid: "DenyItems",
  Effect: "Deny",
  Principal: "*",
  Action: ["dynamodb:GetItem", "dynamodb:PartiQLSelect", "dynamodb:ConditionCheckItem"],
  Resource: TABLE,
};

const saying = (change: Record<string, unknown>): PolicyTarget[] => [
  { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn: TABLE, policy: policyOf(changed(STATEMENT, change)) } },
];

describeRule(tablePolicyActions, {
  right: () => saying({}),
  refuses: [
    { fact: "an action that no table policy takes", change: () => saying({ Action: ["dynamodb:SearchVectors"] }), says: /SearchVectors/ },
    { fact: "the making of replicas", change: () => saying({ Action: "dynamodb:CreateTableReplica" }), says: /CreateTableReplica/ },
    { fact: "NotAction", change: () => saying({ Action: undefined, NotAction: ["dynamodb:GetItem"] }), says: /NotAction/ },
  ],
  leavesOpen: [
    {
      fact: "a policy that is unknown",
      change: () => [{ type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn: TABLE, policy: UNKNOWN_TEXT } }],
    },
  ],
  accepts: [
    { fact: "every action", change: () => saying({ Action: "dynamodb:*" }) },
    { fact: "the reading of a stream", change: () => saying({ Action: ["dynamodb:GetRecords", "dynamodb:DescribeStream"] }) },
  ],
});
