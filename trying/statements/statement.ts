import type { Input } from "../request-input.ts";

/** An attribute or what is in it: names, and numbers of lists' elements. */
export type Path = readonly (string | number)[];

/** What a condition compares, or an assignment sets. Parameters are values. */
export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  /** As DynamoDB types it: `{ S: "a" }`. */
  | { readonly kind: "value"; readonly value: Input }
  /** By its name in lower case. */
  | { readonly kind: "call"; readonly name: string; readonly of: readonly Operand[] }
  | { readonly kind: "sum"; readonly sign: "+" | "-"; readonly of: readonly [Operand, Operand] };

/** A condition of a `WHERE` clause. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "compare"; readonly sign: Comparator; readonly of: readonly [Operand, Operand] }
  | { readonly kind: "between"; readonly of: readonly [Operand, Operand, Operand] }
  | { readonly kind: "in"; readonly of: readonly [Operand, ...Operand[]] }
  | { readonly kind: "is"; readonly what: "MISSING" | "NULL"; readonly of: readonly [Operand] }
  | { readonly kind: "call"; readonly name: string; readonly of: readonly Operand[] };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A table, by its name or ARN, and one of its indexes. */
export interface Target {
  readonly table: string;
  readonly index: string | undefined;
}

/** Which attributes a statement that writes gives back, as `ReturnValues` names it. */
export type Returning = "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";

/** A statement that reads items. */
export interface Select extends Target {
  readonly kind: "select";
  /** Undefined for all attributes. */
  readonly columns: readonly Operand[] | undefined;
  readonly where: Condition | undefined;
  readonly order: readonly { readonly path: Path; readonly isDescending: boolean }[];
}

/** A statement of PartiQL, as DynamoDB has them. */
export type Statement =
  | Select
  /** A condition of a transaction. */
  | { readonly kind: "exists"; readonly of: Select }
  | { readonly kind: "insert"; readonly table: string; readonly item: Input }
  | {
      readonly kind: "update";
      readonly table: string;
      readonly sets: readonly { readonly path: Path; readonly to: Operand }[];
      readonly removes: readonly Path[];
      readonly where: Condition;
      readonly returning: Returning | undefined;
    }
  | { readonly kind: "delete"; readonly table: string; readonly where: Condition; readonly returning: Returning | undefined };

/** The table and index of a statement. */
export function targetOf(statement: Statement): Target {
  if (statement.kind === "exists") return statement.of;
  return statement.kind === "select" ? statement : { table: statement.table, index: undefined };
}

/** The paths that an operand names. */
export function pathsOf(operand: Operand): readonly Path[] {
  if (operand.kind === "path") return [operand.path];
  return operand.kind === "value" ? [] : operand.of.flatMap(pathsOf);
}

/** The paths that a condition names. */
export function pathsIn(condition: Condition | undefined): readonly Path[] {
  if (condition === undefined) return [];
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.of.flatMap(pathsIn);
    case "not":
      return pathsIn(condition.of);
    default:
      return condition.of.flatMap(pathsOf);
  }
}
