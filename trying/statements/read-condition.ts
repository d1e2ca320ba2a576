import type { Comparator, Condition, Operand } from "./statement.ts";
import type { StatementReader } from "./statement-reader.ts";

const COMPARATORS: Readonly<Record<string, Comparator>> = { "=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=" };

/**
 * Reads the condition of a `WHERE` clause.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
 * @throws UnreadableStatement
 */
export function readCondition(reader: StatementReader): Condition {
  return reader.nested(() => joined(reader, "OR", "or", () => joined(reader, "AND", "and", () => readNegated(reader))));
}

function joined(reader: StatementReader, word: string, kind: "and" | "or", read: () => Condition): Condition {
  const first = read();
  const others: Condition[] = [];
  while (reader.takeWord(word)) others.push(read());
  return others.length === 0 ? first : { kind, of: [first, ...others] };
}

function readNegated(reader: StatementReader): Condition {
  if (reader.takeWord("NOT")) return reader.nested(() => ({ kind: "not", of: readNegated(reader) }));
  if (reader.takeSign("(") === undefined) return readPredicate(reader);
  const condition = readCondition(reader);
  reader.needSign(")");
  return condition;
}

function readPredicate(reader: StatementReader): Condition {
  const left = reader.operand();
  const sign = reader.takeSign(...Object.keys(COMPARATORS));
  const comparator = sign === undefined ? undefined : COMPARATORS[sign];
  if (comparator !== undefined) return { kind: "compare", sign: comparator, of: [left, reader.operand()] };
  if (reader.takeWord("BETWEEN")) {
    const low = reader.operand();
    reader.needWord("AND");
    return { kind: "between", of: [left, low, reader.operand()] };
  }
  if (reader.takeWord("IS")) return readIs(reader, left);
  if (reader.takeWord("NOT")) {
    reader.needWord("IN");
    return { kind: "not", of: readIn(reader, left) };
  }
  if (reader.takeWord("IN")) return readIn(reader, left);
  if (left.kind === "call") return left;
  throw reader.unexpected();
}

function readIs(reader: StatementReader, left: Operand): Condition {
  const isNegated = reader.takeWord("NOT");
  const what = reader.takeWord("MISSING") ? "MISSING" : reader.takeWord("NULL") ? "NULL" : undefined;
  if (what === undefined) throw reader.unexpected();
  const found: Condition = { kind: "is", what, of: [left] };
  return isNegated ? { kind: "not", of: found } : found;
}

function readIn(reader: StatementReader, left: Operand): Condition {
  const end = reader.takeSign("(") === undefined ? "]" : ")";
  if (end === "]") reader.needSign("[");
  const values = reader.listed(() => reader.operand());
  reader.needSign(end);
  return { kind: "in", of: [left, ...values] };
}
