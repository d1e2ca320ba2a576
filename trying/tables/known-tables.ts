import { type Partition, parseArn, partitionOf, tableArn } from "../../iam/arn.ts";
import type { KeySchema } from "../../model/plan/planned-table.ts";
import type { ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";

/** What requests for a table have to be read with. */
export interface KnownTable {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** In AWS. */
  readonly name: string;
  readonly declared: ResolvedTable;
  /** The table's stream, where it has one. */
  readonly streamArn: string | undefined;
}

/** The tables of a declaration by their ARNs. */
export type KnownTables = ReadonlyMap<string, KnownTable>;

/**
 * Every table of a plan whose account has an id.
 * @param streamOf the ARN of a table's stream
 */
export function knownTables({ accounts }: ResolvedPlan, streamOf: (tableArn: string) => string | undefined): KnownTables {
  const tables = accounts.flatMap(({ id, tables: declared }) =>
    declared.flatMap((table): KnownTable[] =>
      id === undefined || table.arn === undefined
        ? []
        : [
            {
              arn: table.arn,
              accountId: id,
              region: table.region,
              name: table.physicalName,
              declared: table,
              streamArn: streamOf(table.arn),
            },
          ],
    ),
  );
  return new Map(tables.map((table) => [table.arn, table]));
}

/** The key schema of a table or of one of its indexes. */
export const keyOf = ({ declared }: KnownTable, index: string | undefined): KeySchema | undefined =>
  index === undefined ? declared.key : declared.indexes.find(({ name }) => name === index);

/** Where a request is made: the account of its caller and the region that it is signed for. */
export interface CallPlace {
  readonly accountId: string;
  readonly region: string;
}

/** The ARN of a table that a request names by name or ARN. */
export function tableArnOf(given: string, { accountId, region }: CallPlace): string {
  if (parseArn(given) !== undefined) return given;
  return tableArn({ partition: partitionIn(region), accountId, region, table: given });
}

/** Where a table is, and what it is called there. */
export interface Located {
  readonly place: CallPlace;
  readonly name: string;
}

/** Where a table is that a request names by name or ARN. */
export function located(given: string, place: CallPlace): Located {
  const { region, accountId, resource } = parseArn(tableArnOf(given, place)) ?? { ...place, resource: given };
  return { place: { accountId, region }, name: resource.replace(/^table\//, "") };
}

function partitionIn(region: string): Partition {
  try {
    return partitionOf(region);
  } catch {
    return "aws";
  }
}
