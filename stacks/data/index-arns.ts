import type { ResolvedTable } from "../../model/plan/resolve.ts";

/**
 * The ARNs of a table's indexes by name, as the plan has them.
 * @param tableArn the ARN that the deployment gave the table; throws where the plan has another one
 */
export function indexArnsOf({ indexes, arn }: ResolvedTable, tableArn: string): Record<string, string> {
  if (arn !== undefined && arn !== tableArn)
    throw new Error(`table: has another ARN than its name gives, got ${JSON.stringify(tableArn)}; expected ${arn}`);
  return Object.fromEntries(indexes.map(({ name, arn: index }) => [name, index ?? ""]));
}
