import { z } from "zod";
import { type PlannedReplica, sameItemsAs, type TablePlace } from "../../model/plan/planned-replicas.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";

const tableWithSameItems = z.strictObject({
  /** Its name, as `<account>/tables/<table>`. */
  resource: z.string(),
  region: z.string(),
});
/** Another table with the same items as the one that is asked about, as reports have it. */
export type TableWithSameItems = z.infer<typeof tableWithSameItems>;
export const tablesWithSameItems = z.array(tableWithSameItems);

/** Other tables that have the items of a table, an index or a stream, by its ARN; none without a plan, which says what is replicated. */
export function sameItems(plan: ResolvedPlan | undefined, arn: string): TableWithSameItems[] {
  if (plan === undefined) return [];
  const asked = plan.accounts.flatMap(({ name, tables }) =>
    tables
      .filter((table) => table.arn !== undefined && (arn === table.arn || arn.startsWith(`${table.arn}/`)))
      .map((table) => [name, table.name] as const),
  );
  return asked
    .flatMap(([account, table]) => sameItemsAs(plan, account, table))
    .map((place) => ({ resource: resourceOf(place), region: place.region }));
}

const resourceOf = ({ account, table }: TablePlace): string => `${account}/tables/${table}`;

/** That the answer is about one of several tables with the same items: one line, or none where it is the only one. */
export function sameItemsText(others: readonly TableWithSameItems[]): string[] {
  if (others.length === 0) return [];
  const named = others.map(({ resource, region }) => `${resource} (${region})`).join(", ");
  return [`The same items are in ${named}. Ask about each: it has grants and policies of its own.`];
}

/** What a replica replicates, and where that is. */
export const replicaText = ({ replicates: { account, table, region } }: PlannedReplica): string =>
  `of ${account}/tables/${table} (${region}); what is written to one of them is in the other a moment later`;
