import { type Refusal, refused } from "../refusal.ts";
import type { Input } from "../request-input.ts";
import { readCondition } from "./read-condition.ts";
import type { Operand, Path, Returning, Select, Statement } from "./statement.ts";
import { StatementReader, UnreadableStatement } from "./statement-reader.ts";
import { statementTokens } from "./statement-tokens.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
const LONGEST = 8192;

/**
 * Reads one statement of PartiQL in the form that DynamoDB's pages give it, its parameters in the places of `?`. A refusal where it cannot
 * be read: what cannot be read is never decided, and never allowed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export function parseStatement(input: Input): Statement | Refusal {
  const { Statement: text, Parameters: parameters } = input;
  if (typeof text !== "string" || text === "" || text.length > LONGEST)
    return refused("ValidationException", `Statement wasn't well formed, can't be processed: it has 1 to ${LONGEST.toString()} characters`);
  const tokens = statementTokens(text);
  if (tokens === undefined)
    return refused("ValidationException", "Statement wasn't well formed, can't be processed: it has a sign that is not read here");
  const reader = new StatementReader(tokens, Array.isArray(parameters) ? parameters : []);
  try {
    const statement = readStatement(reader);
    reader.needEnd();
    return statement;
  } catch (error) {
    if (error instanceof UnreadableStatement) return refused("ValidationException", error.message);
    throw error;
  }
}

function readStatement(reader: StatementReader): Statement {
  if (reader.takeWord("SELECT")) return readSelect(reader);
  if (reader.takeWord("INSERT")) return readInsert(reader);
  if (reader.takeWord("UPDATE")) return readUpdate(reader);
  if (reader.takeWord("DELETE")) return readDelete(reader);
  reader.needWord("EXISTS");
  reader.needSign("(");
  reader.needWord("SELECT");
  const of = readSelect(reader);
  reader.needSign(")");
  return { kind: "exists", of };
}

function readSelect(reader: StatementReader): Select {
  const columns = reader.takeSign("*") === undefined ? reader.listed(() => reader.operand()) : undefined;
  reader.needWord("FROM");
  const table = reader.name();
  const index = reader.takeSign(".") === undefined ? undefined : reader.name();
  const where = reader.takeWord("WHERE") ? readCondition(reader) : undefined;
  const order = reader.takeWord("ORDER") ? readOrder(reader) : [];
  return { kind: "select", columns, table, index, where, order };
}

function readOrder(reader: StatementReader): Select["order"] {
  reader.needWord("BY");
  return reader.listed(() => {
    const path = reader.path();
    const isDescending = reader.takeWord("DESC");
    if (!isDescending) reader.takeWord("ASC");
    return { path, isDescending };
  });
}

function readInsert(reader: StatementReader): Statement {
  reader.needWord("INTO");
  const table = reader.name();
  reader.needWord("VALUE");
  reader.needSign("{");
  return { kind: "insert", table, item: reader.entries() };
}

function readUpdate(reader: StatementReader): Statement {
  const table = reader.name();
  const sets: { readonly path: Path; readonly to: Operand }[] = [];
  const removes: Path[] = [];
  for (;;) {
    if (reader.takeWord("SET")) sets.push(...reader.listed(() => readAssignment(reader)));
    else if (reader.takeWord("REMOVE")) removes.push(...reader.listed(() => reader.path()));
    else break;
  }
  if (sets.length + removes.length === 0) throw reader.unexpected();
  reader.needWord("WHERE");
  const where = readCondition(reader);
  return { kind: "update", table, sets, removes, where, returning: readReturning(reader) };
}

function readAssignment(reader: StatementReader): { readonly path: Path; readonly to: Operand } {
  const path = reader.path();
  reader.needSign("=");
  return { path, to: reader.operand() };
}

function readDelete(reader: StatementReader): Statement {
  reader.needWord("FROM");
  const table = reader.name();
  reader.needWord("WHERE");
  const where = readCondition(reader);
  return { kind: "delete", table, where, returning: readReturning(reader) };
}

function readReturning(reader: StatementReader): Returning | undefined {
  if (!reader.takeWord("RETURNING")) return undefined;
  const which = reader.takeWord("MODIFIED") ? "UPDATED" : "ALL";
  if (which === "ALL") reader.needWord("ALL");
  const when = reader.takeWord("OLD") ? "OLD" : "NEW";
  if (when === "NEW") reader.needWord("NEW");
  reader.needSign("*");
  return `${which}_${when}`;
}
