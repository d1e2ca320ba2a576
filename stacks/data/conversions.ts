import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../wiring/layer.ts";
import { replicasOf } from "./replicas.ts";

/**
 * Refuses a table that would lose its items: Pulumi has one type for tables that accounts replicate and another for all others, so that a
 * table which takes its first replica in another account, or loses its last one, would be deleted and made anew. A replica in another region of
 * the same account is added in place.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 * @throws pulumi.RunError
 */
export function refuseConversions({ plan, account, references }: AccountContext): void {
  const found = account.tables.flatMap((table) => {
    const was = table.created ? references.own(`table:${table.name}`)?.replicated : undefined;
    if (was === undefined || was === replicasOf(plan, account, table).length > 0) return [];
    const { file, line, column } = table.origin;
    const [stands, remedy] = was
      ? ["with replicas, and would lose its items without any", "keep one"]
      : ["without replicas, and would lose its items with the first", "take the replica out again"];
    return `${file}:${line.toString()}:${column.toString()}: tables.${table.name}: stands ${stands}, since it would be made anew; ${remedy}, or declare a table of another name and move the items`;
  });
  if (found.length > 0) throw new pulumi.RunError(found.join("\n"));
}
