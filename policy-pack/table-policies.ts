import type { Statement } from "./parsed-policy.ts";
import { documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { reaches } from "./statement-reach.ts";
import { UNKNOWN } from "./unknown-values.ts";

export const TABLE = "aws:dynamodb/table:Table";
export const TABLE_REPLICA = "aws:dynamodb/tableReplica:TableReplica";
export const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";
const READS = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];

/** Whether a policy is attached to a table. In a preview the table that it depends on says so. */
export function isOfTable({ properties: { resourceArn }, dependsOn }: SeenResource, { urn, properties: { arn } }: SeenResource): boolean {
  return resourceArn === UNKNOWN ? dependsOn.includes(urn) : resourceArn === arn;
}

/** The statements of the policies of a table that a stack shows; `UNKNOWN` where one of them is. */
export function statementsOfTable(table: SeenResource, resources: readonly SeenResource[]): readonly Statement[] | typeof UNKNOWN {
  const documents = resources
    .filter((each) => each.type === TABLE_POLICY && isOfTable(each, table))
    .flatMap((each) => documentsOf(each).map(({ document }) => document));
  const isUnclear =
    documents.some((document) => document === UNKNOWN || document?.isPartlyUnknown === true) ||
    (documents.length === 0 && resources.some(({ type, properties }) => type === TABLE_POLICY && properties["resourceArn"] === UNKNOWN));
  return isUnclear ? UNKNOWN : documents.flatMap((document) => (typeof document === "object" ? document.statements : []));
}

/** Whether a statement denies reading items. */
export const deniesReads = (statement: Statement): boolean =>
  statement.effect === "Deny" && READS.some((action) => reaches(statement, action));
