import { sensitiveTableDenies } from "../../../policy-pack/rules/sensitive-table-denies.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/people";
const DENY = {
  Effect: "Deny",
  Principal: "*",
  Action: "dynamodb:*",
  Resource: "*",
  Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::300000000001:role/people" } },
};
const table = (tags: unknown = { classification: "sensitive" }): PolicyTarget => ({
  type: "aws:dynamodb/table:Table",
  props: { arn: ARN, tags },
});
const policy = (statement: Record<string, unknown> = DENY, resourceArn: unknown = ARN, written?: unknown): PolicyTarget => ({
  type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  name: "policy",
  props: { resourceArn, policy: written ?? policyOf(statement) },
});

describeRule(sensitiveTableDenies, {
  right: () => [table(), policy()],
  refuses: [
    {
      fact: "a table without a policy",
      change: () => [table()],
      says: /no policy of the table denies reads, got \{"classification":"sensitive"\}/,
    },
    { fact: "a replica without a policy", change: () => [{ ...table(), type: "aws:dynamodb/tableReplica:TableReplica" }] },
    { fact: "a policy that only allows", change: () => [table(), policy({ ...DENY, Effect: "Allow" })] },
    { fact: "a Deny of writes", change: () => [table(), policy({ ...DENY, Action: "dynamodb:PutItem" })] },
    { fact: "a policy of another table", change: () => [table(), policy(DENY, `${ARN}-2`)] },
    { fact: "a tag of the settings", settings: { tag: "pii", values: ["yes"] }, change: () => [table({ pii: "yes" })] },
  ],
  accepts: [
    { fact: "a replica that denies", change: () => [{ ...table(), type: "aws:dynamodb/tableReplica:TableReplica" }, policy()] },
    { fact: "another tag", change: () => [table({ classification: "public" })] },
    { fact: "no tags", change: () => [table(null)] },
  ],
  leavesOpen: [
    { fact: "tags that are unknown", change: () => [table(UNKNOWN_TEXT)] },
    { fact: "a policy that is unknown", change: () => [table(), policy(DENY, ARN, UNKNOWN_TEXT)] },
    { fact: "the policy of an unknown table", change: () => [table(), policy(DENY, UNKNOWN_TEXT)] },
  ],
});
