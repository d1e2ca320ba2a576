import { guardedReplica } from "../../../policy-pack/rules/guarded-replica.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const arnIn = (region: string) => `arn:aws:dynamodb:${region}:300000000001:table/orders`;
const DENY = {
  Effect: "Deny",
  Principal: "*",
  Action: "dynamodb:*",
  Resource: "*",
  Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } },
};
const table = (change: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:dynamodb/table:Table",
  props: { arn: arnIn("eu-west-1"), replicas: [{ regionName: "eu-north-1" }], ...change },
});
const policy = (resourceArn: unknown, statement: Record<string, unknown> = DENY, name = "policy"): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name,
  props: { resourceArn, policy: policyOf(statement) },
});
const home = () => policy(arnIn("eu-west-1"));
const away = (arn: unknown = arnIn("eu-north-1")) => policy(arn, DENY, "away");
const regional = (globalTableArn: unknown = arnIn("eu-west-1")): PolicyTarget[] => [
  table({ replicas: undefined }),
  home(),
  {
    type: "aws:dynamodb/tableReplica:TableReplica",
    name: "replica",
    props: { arn: arnIn("eu-north-1"), globalTableArn },
    dependsOn: ["one"],
  },
];
const document = (statement: Record<string, unknown>) => ({ PolicyDocument: { Version: "2012-10-17", Statement: [statement] } });
const globalTable = (...policies: readonly unknown[]): PolicyTarget[] => [
  {
    type: "aws:cloudcontrol/resource:Resource",
    props: {
      typeName: "AWS::DynamoDB::GlobalTable",
      desiredState: JSON.stringify({
        Replicas: policies.map((each, index) => ({
          Region: `eu-west-${index + 1}`,
          ...(each === undefined ? {} : { ResourcePolicy: each }),
        })),
      }),
    },
  },
];

describeRule(guardedReplica, {
  right: () => [table(), home(), away()],
  refuses: [
    { fact: "a replica without a policy", change: () => [table(), home()], says: /its replica has none, got "eu-north-1"/ },
    {
      fact: "a replica that is a resource of its own, without a policy",
      change: () => regional(),
      says: /the policy of the table denies reads and that of its replica does not, got "arn:aws:dynamodb:eu-west-1:/,
    },
    {
      fact: "such a replica with a policy that only allows",
      change: () => [...regional(), policy(arnIn("eu-north-1"), { ...DENY, Effect: "Allow" }, "away")],
    },
    { fact: "a policy of another table there", change: () => [table(), home(), away(`${arnIn("eu-north-1")}-2`)] },
    {
      fact: "a replica of a global table without a policy",
      change: () => globalTable(document(DENY), undefined),
      says: /desiredState\.Replicas\[1\]\.ResourcePolicy: another replica's policy denies reads and this one does not, got "eu-west-2"/,
    },
    {
      fact: "a replica of a global table whose policy only allows",
      change: () => globalTable(document(DENY), document({ ...DENY, Effect: "Allow" })),
    },
  ],
  several: () => [table({ replicas: [{ regionName: "eu-north-1" }, { regionName: "eu-south-1" }] }), home()],
  accepts: [
    { fact: "a replica of its own that is closed, too", change: () => [...regional(), away()] },
    { fact: "a replica of a table that is elsewhere", change: () => regional(`${arnIn("eu-west-1")}-2`) },
    { fact: "no replica", change: () => [table({ replicas: [] }), home()] },
    { fact: "a policy that only allows", change: () => [table(), policy(arnIn("eu-west-1"), { ...DENY, Effect: "Allow" })] },
    { fact: "no policy at all", change: () => [table()] },
    { fact: "a global table that is closed everywhere", change: () => globalTable(document(DENY), document(DENY)) },
    { fact: "a global table without policies", change: () => globalTable(undefined, undefined) },
  ],
  leavesOpen: [
    { fact: "a replica of its own beside an unknown policy", change: () => [...regional(), away(UNKNOWN_TEXT)] },
    { fact: "a policy of an unknown table", change: () => [table(), home(), away(UNKNOWN_TEXT)] },
    { fact: "a replica's policy that is unknown", change: () => globalTable(document(DENY), UNKNOWN_TEXT) },
  ],
});
