import { TABLE_RIGHTS } from "../model/rights.ts";
import type { TableVerb } from "../model/schema/vocabulary.ts";

/** A table as the stack hands it on that made it. */
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

/** A key that is used directly. */
export interface NamedKey {
  readonly arn: string;
  readonly region: string;
}

/** A secret as the stack hands it on that made it. */
export interface NamedSecret {
  /** With the six characters that AWS appends. */
  readonly arn: string;
  /** ARN of the account's own key that it is encrypted under; undefined under AWS's. */
  readonly keyArn: string | undefined;
  readonly region: string;
}

/** The resource that a grant is on. */
export type SharedResource =
  | { readonly kind: "tables"; readonly table: NamedTable }
  | { readonly kind: "keys"; readonly key: NamedKey }
  | { readonly kind: "secrets"; readonly secret: NamedSecret };

type Action = `dynamodb:${string}`;

/**
 * The actions of rights: on the table's own ARN, on its indexes and on its stream, each sorted.
 * @param asOwner whether the principal is of the table's own account, which can have rights that no other account can
 */
export function tableActions(
  can: readonly string[],
  asOwner: boolean,
): { readonly table: readonly Action[]; readonly index: readonly Action[]; readonly stream: readonly Action[] } {
  const of = (...parts: readonly ("table" | "index" | "stream" | "ownerOnly")[]) =>
    [...new Set(can.flatMap((verb) => parts.flatMap((part) => TABLE_RIGHTS[verb as TableVerb][part])))].sort() as Action[];
  return { table: asOwner ? of("table", "ownerOnly") : of("table"), index: of("index"), stream: of("stream") };
}

/** ARNs that a grant is on: the table itself, and its indexes. */
export function placesOf(
  on: readonly string[],
  table: Pick<NamedTable, "arn" | "indexArns">,
): { readonly table: readonly string[]; readonly indexes: readonly string[] } {
  const indexes = on.flatMap((name) => table.indexArns[name] ?? []);
  return { table: on.includes("table") ? [table.arn] : [], indexes };
}
