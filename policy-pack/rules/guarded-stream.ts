import { undecided, violation } from "../finding.ts";
import { documentsOf } from "../resource-documents.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { deniesReads, isOfTable, TABLE, TABLE_POLICY, TABLE_REPLICA } from "../table-policies.ts";
import { UNKNOWN } from "../unknown-values.ts";

/**
 * A stream contains the items of its table and has a policy of its own. A Deny in the table's policy does not reach it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export const guardedStream: StackRule = {
  name: "guarded-stream",
  displayName: "Streams are as closed as their tables",
  description: "A table whose policy denies reads has a policy for its stream, too.",
  severity: "high",
  remediation:
    "Add an aws.dynamodb.ResourcePolicy for the table's streamArn with the same Deny on GetRecords and GetShardIterator, or turn the stream off.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html",
  tags: ["dynamodb", "data-perimeter"],
  checkStack: (resources) => {
    const policies = resources.filter(({ type }) => type === TABLE_POLICY);
    return (
      resources
        // A replica has a stream always: replication reads it.
        .filter(({ type, properties: { streamEnabled } }) => (type === TABLE && streamEnabled === true) || type === TABLE_REPLICA)
        .flatMap((table) => {
          const closing = policies.filter((policy) => isOfTable(policy, table) && closes(policy));
          const [first] = closing;
          if (first === undefined || policies.some((policy) => isOfStream(policy, table))) return [];
          if (policies.some((policy) => policy !== first && isUnknown(policy)))
            return [undecided(table, "the table or stream of a policy")];
          return [
            violation(
              table,
              `the table's policy denies reads and its stream has none, got ${JSON.stringify(first.name)}; write one for its streamArn`,
            ),
          ];
        })
    );
  },
};

const isUnknown = ({ properties: { resourceArn } }: SeenResource): boolean => resourceArn === UNKNOWN;

function isOfStream({ properties: { resourceArn } }: SeenResource, { properties: { arn, streamArn } }: SeenResource): boolean {
  if (typeof resourceArn !== "string") return false;
  return resourceArn === streamArn || (typeof arn === "string" && resourceArn.startsWith(`${arn}/stream/`));
}

const closes = (policy: SeenResource): boolean =>
  documentsOf(policy).some(({ document }) => typeof document === "object" && document.statements.some(deniesReads));
