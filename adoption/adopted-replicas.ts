import type { z } from "zod";
import { parseArn } from "../iam/arn.ts";
import type { tableAnswer } from "./answers.ts";

type Table = z.infer<typeof tableAnswer>["Table"];

/** A table that was read, with the name of its entry. */
export interface ReadTable {
  readonly table: Table;
  readonly region: string;
  readonly name: string;
  /** Whether the declaration has an entry for it. */
  readonly isDeclared: boolean;
}

/** Regions of the account that a table is replicated in, its own left out or not, as AWS has it. */
const regionsOf = ({ table: { TableArn, Replicas = [] } }: ReadTable): string[] => {
  const account = accountOf(TableArn);
  return Replicas.flatMap(({ RegionName, ReplicaArn }) =>
    RegionName === undefined || (ReplicaArn !== undefined && accountOf(ReplicaArn) !== account) ? [] : [RegionName],
  );
};

const accountOf = (arn: string): string | undefined => parseArn(arn)?.accountId;

/** Whether tables of one name are replicas of each other. */
const areReplicas = (one: ReadTable, other: ReadTable): boolean =>
  regionsOf(one).includes(other.region) || regionsOf(other).includes(one.region);

/**
 * Which table of its account each replica is written as a replica of, by ARN. To AWS all are alike: the one of the home region has the entry that
 * says keys and indexes, else one that has an entry already, else the first.
 */
export function adoptedReplicas(tables: readonly ReadTable[], homeRegion: string): ReadonlyMap<string, ReadTable> {
  const sources = new Map<string, ReadTable>();
  for (const namesakes of Map.groupBy(tables, ({ table }) => table.TableName).values()) {
    for (const each of namesakes) {
      const family = namesakes.filter((other) => other === each || areReplicas(each, other));
      const first = family.find(({ region }) => region === homeRegion) ?? family.find(({ isDeclared }) => isDeclared) ?? family[0];
      if (first !== undefined && first !== each) sources.set(each.table.TableArn, first);
    }
  }
  return sources;
}

/** What has to be declared by hand of tables that are replicated where this account was not read, in words. */
export function unreadReplicas(account: string, tables: readonly ReadTable[]): string[] {
  const read = (each: ReadTable, region: string): boolean =>
    region === each.region || tables.some((other) => other.region === region && other.table.TableName === each.table.TableName);
  return tables.flatMap((each) => {
    const regions = regionsOf(each).filter((region) => !read(each, region));
    const others = (each.table.Replicas ?? []).flatMap(({ ReplicaArn: arn }) =>
      arn === undefined || accountOf(arn) === accountOf(each.table.TableArn) ? [] : [arn],
    );
    return [
      ...(regions.length === 0
        ? []
        : [`tables.${each.name} of ${account} has replicas in ${regions.sort().join(", ")}, which was not read; read that region too`]),
      ...(others.length === 0
        ? []
        : [
            `tables.${each.name} of ${account} has replicas in other accounts, ${others.sort().join(", ")}; declare them by hand, with replicaOf there and sharedWith at the table that they replicate`,
          ]),
    ];
  });
}
