import { guardedStream } from "../../../policy-pack/rules/guarded-stream.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/orders";
const STREAM = `${ARN}/stream/2026-01-01T00:00:00.000`;
const DENY = {
  Effect: "Deny",
  Principal: "*",
  Action: "dynamodb:*",
  Resource: "*",
  Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } },
};

const table = (change: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:dynamodb/table:Table",
  props: { arn: ARN, streamArn: STREAM, streamEnabled: true, ...change },
});
const policy = (
  name: string,
  resourceArn: unknown,
  statement: Record<string, unknown> = DENY,
  dependsOn: readonly string[] = [],
): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name,
  props: { resourceArn, policy: policyOf(statement) },
  dependsOn,
});
const forTable = (statement: Record<string, unknown> = DENY) => policy("table", ARN, statement);
const forStream = (arn: unknown = STREAM) => policy("stream", arn, { ...DENY, Action: "dynamodb:GetRecords" });

describeRule(guardedStream, {
  right: () => [table(), forTable(), forStream()],
  refuses: [
    {
      fact: "a closed table with an open stream",
      change: () => [table(), forTable()],
      says: /its stream has none, got "(?:another-)?table"/,
    },
    {
      fact: "a closed replica with an open stream",
      change: () => [{ type: "aws:dynamodb/tableReplica:TableReplica", props: { arn: ARN } }, forTable()],
    },
    { fact: "a Deny of one read", change: () => [table(), forTable({ ...DENY, Action: "dynamodb:Get*" })] },
    {
      fact: "a Deny of all but one action",
      change: () => [table(), forTable({ ...DENY, Action: undefined, NotAction: "dynamodb:DescribeTable" })],
    },
    { fact: "the policy of another stream", change: () => [table(), forTable(), forStream(`${ARN}2/stream/2026-01-01T00:00:00.000`)] },
    {
      fact: "a policy that a preview knows by the table that it depends on",
      change: () => [table(), policy("table", UNKNOWN_TEXT, DENY, ["one"])],
    },
  ],
  several: () => [
    table(),
    forTable(),
    { ...table({ arn: `${ARN}2`, streamArn: `${ARN}2/stream/1` }), name: "two" },
    policy("table-two", `${ARN}2`),
  ],
  accepts: [
    {
      fact: "a replica whose stream is closed",
      change: () => [{ type: "aws:dynamodb/tableReplica:TableReplica", props: { arn: ARN } }, forTable(), forStream()],
    },
    { fact: "no stream", change: () => [table({ streamEnabled: false }), forTable()] },
    { fact: "no word about a stream", change: () => [table({ streamEnabled: undefined }), forTable()] },
    { fact: "a table without a policy", change: () => [table()] },
    { fact: "a policy that only allows", change: () => [table(), forTable({ ...DENY, Effect: "Allow" })] },
    { fact: "a Deny of writes", change: () => [table(), forTable({ ...DENY, Action: "dynamodb:PutItem" })] },
    { fact: "the policy of an earlier stream of the table", change: () => [table({ streamArn: UNKNOWN_TEXT }), forTable(), forStream()] },
  ],
  leavesOpen: [{ fact: "a policy of an unknown stream or table", change: () => [table(), forTable(), forStream(UNKNOWN_TEXT)] }],
});
