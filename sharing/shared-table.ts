import type { RegionalVpcs } from "../iam/grant-conditions.ts";
import type { ResolvedGrant } from "../model/resolve.ts";
import { TABLE_RIGHTS } from "../model/rights.ts";
import type { TableVerb } from "../model/schema/vocabulary.ts";

/** A role as the stack that made it hands it on. */
export interface NamedRole {
  readonly arn: string;
  /** `AROA…`, another one whenever the role is made anew. */
  readonly uniqueId: string;
}

/** A table as the stack that made it hands it on. */
export interface NamedTable {
  readonly arn: string;
  /** ARNs of its indexes by name. */
  readonly indexArns: Readonly<Record<string, string>>;
  /** ARN of its stream, with AWS's label; undefined where it has none. */
  readonly streamArn: string | undefined;
  /** ARN of the account's own key that it is encrypted under; undefined under a key of AWS's. */
  readonly keyArn: string | undefined;
  readonly region: string;
}

/** A grant on a table with everything that only AWS knows. */
export interface TableGrant {
  readonly grant: Pick<ResolvedGrant, "origin" | "can" | "on" | "ends" | "consumer">;
  readonly role: NamedRole;
  /** Where the consumer calls from; undefined for a function whose streams are polled for it. */
  readonly network: RegionalVpcs | undefined;
}

type Action = `dynamodb:${string}`;

/** Actions on the table's own ARN, on its indexes and on its stream that rights mean, each sorted. */
export function tableActions(can: readonly string[]): {
  readonly table: readonly Action[];
  readonly index: readonly Action[];
  readonly stream: readonly Action[];
} {
  const of = (part: "table" | "index" | "stream") =>
    [...new Set(can.flatMap((verb) => TABLE_RIGHTS[verb as TableVerb][part]))].sort() as Action[];
  return { table: of("table"), index: of("index"), stream: of("stream") };
}

/** ARNs of the places that a grant is on, apart for the table itself and its indexes. */
export function placesOf(
  on: readonly string[],
  table: Pick<NamedTable, "arn" | "indexArns">,
): { readonly table: readonly string[]; readonly indexes: readonly string[] } {
  const indexes = on.flatMap((name) => table.indexArns[name] ?? []);
  return { table: on.includes("table") ? [table.arn] : [], indexes };
}
