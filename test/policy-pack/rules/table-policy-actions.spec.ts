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

const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const onStream = (Action: unknown): PolicyTarget[] => [
  {
    type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
    props: { resourceArn: STREAM, policy: policyOf(changed(STATEMENT, { Action, Resource: STREAM })) },
  },
];
/** A global table with one replica, whose table or stream has a policy. */
const onReplica = (where: "table" | "stream", Action: unknown): PolicyTarget[] => {
  const ResourcePolicy = { PolicyDocument: { Version: "2012-10-17", Statement: [changed(STATEMENT, { Action })] } };
  const replica = where === "table" ? { ResourcePolicy } : { ReplicaStreamSpecification: { ResourcePolicy } };
  return [
    {
      type: "aws:cloudcontrol/resource:Resource",
      props: {
        typeName: "AWS::DynamoDB::GlobalTable",
        desiredState: JSON.stringify({ Replicas: [{ Region: "eu-west-1", ...replica }] }),
      },
    },
  ];
};

const saying = (change: Record<string, unknown>): PolicyTarget[] => [
  { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn: TABLE, policy: policyOf(changed(STATEMENT, change)) } },
];

describeRule(tablePolicyActions, {
  right: () => saying({}),
  refuses: [
    { fact: "an action that no table policy takes", change: () => saying({ Action: ["dynamodb:SearchVectors"] }), says: /SearchVectors/ },
    { fact: "the making of replicas", change: () => saying({ Action: "dynamodb:CreateTableReplica" }), says: /CreateTableReplica/ },
    {
      fact: "F19: an action of streams in the policy of a table",
      change: () => saying({ Action: ["dynamodb:GetItem", "dynamodb:GetRecords"] }),
      says: /the policy of a table with this action, got "dynamodb:GetRecords"/,
    },
    {
      fact: "F19: an action of tables in the policy of a stream",
      change: () => onStream(["dynamodb:GetRecords", "dynamodb:GetItem"]),
      says: /the policy of a stream with this action, got "dynamodb:GetItem"/,
    },
    { fact: "an action of streams for a replica", change: () => onReplica("table", "dynamodb:GetRecords"), says: /a table/ },
    { fact: "an action of tables for a replica's stream", change: () => onReplica("stream", "dynamodb:GetItem"), says: /a stream/ },
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
    { fact: "the reading of a stream", change: () => onStream(["dynamodb:GetRecords", "dynamodb:DescribeStream"]) },
    { fact: "the reading of a replica's stream", change: () => onReplica("stream", "dynamodb:GetRecords") },
    {
      fact: "either's actions where it is not known whose policy it is",
      change: () =>
        saying({ Action: ["dynamodb:GetRecords", "dynamodb:GetItem"] }).map((each) => ({
          ...each,
          props: { ...each.props, resourceArn: UNKNOWN_TEXT },
        })),
    },
  ],
});
