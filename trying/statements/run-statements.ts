import { isRefusal, type Refusal, refused } from "../refusal.ts";
import { type Input, inputsIn, isInput, textIn } from "../request-input.ts";
import { type CallPlace, type KnownTable, type KnownTables, keyOf, located, tableArnOf } from "../tables/known-tables.ts";
import type { StoreAnswer } from "../tables/table-store.ts";
import type { Transactions } from "../tables/transactions.ts";
import { NotServed, notServed } from "./not-served.ts";
import { parseStatement } from "./parse-statement.ts";
import { type Statement, targetOf } from "./statement.ts";
import { existsCheck, selectedItem, statementCall } from "./statement-call.ts";

const NOT_FOUND = refused("ResourceNotFoundException", "Requested resource not found");

/** A statement with the table that it is about. */
interface Placed {
  readonly statement: Statement;
  readonly table: KnownTable;
}

/** Carries out an allowed ExecuteStatement as the ordinary call that does the same, without consumed capacity. */
export async function executeStatement(
  input: Input,
  at: CallPlace,
  tables: KnownTables,
  store: Transactions,
): Promise<StoreAnswer | Refusal> {
  const placed = placedStatement(input, at, tables);
  if (isRefusal(placed)) return placed;
  const { statement, table } = placed;
  const schema = keyOf(table, targetOf(statement).index);
  if (schema === undefined) return refused("ValidationException", "The table does not have the specified index");
  const call = statementCall(statement, schema);
  if (isRefusal(call)) return call;
  const page = statement.kind === "select" ? pageOf(input) : {};
  if (isRefusal(page)) return page;
  const answer = await store.call(table, call.operation, { TableName: table.name, ...call.input, ...page });
  return answer.status === 200 ? answered(answer.body, input) : failed(answer, statement);
}

function placedStatement(input: Input, at: CallPlace, tables: KnownTables): Placed | Refusal {
  const statement = parseStatement(input);
  if (isRefusal(statement)) return statement;
  const named = targetOf(statement).table;
  if (located(named, at).place.accountId !== at.accountId) return notServed(`${named}: PartiQL reaches tables of the caller's own account`);
  const table = tables.get(tableArnOf(named, at));
  return table === undefined ? NOT_FOUND : { statement, table };
}

/** Where a SELECT goes on, and how much it reads. A token is of one statement. */
function pageOf(input: Input): Input | Refusal {
  const token = textIn(input, "NextToken");
  const { Limit, ConsistentRead } = input;
  const common = { ...(Limit === undefined ? {} : { Limit }), ...(ConsistentRead === undefined ? {} : { ConsistentRead }) };
  if (token === undefined) return common;
  try {
    const read: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    if (isInput(read) && read["statement"] === input["Statement"] && isInput(read["key"]))
      return { ...common, ExclusiveStartKey: read["key"] };
  } catch {
    // Answered below.
  }
  return refused("ValidationException", "Invalid NextToken: it is not of this statement");
}

function answered(body: Input, { Statement: statement }: Input): StoreAnswer {
  const { LastEvaluatedKey: key, Attributes: attributes } = body;
  const Items = attributes === undefined ? inputsIn(body, "Items") : [attributes];
  if (key === undefined) return { status: 200, body: { Items } };
  const NextToken = Buffer.from(JSON.stringify({ statement, key })).toString("base64");
  return { status: 200, body: { Items, LastEvaluatedKey: key, NextToken } };
}

const isFailedCondition = ({ body }: StoreAnswer): boolean =>
  textIn(body, "__type")?.split("#").at(-1) === "ConditionalCheckFailedException";

function failed(answer: StoreAnswer, statement: Statement): StoreAnswer | Refusal {
  return statement.kind === "insert" && isFailedCondition(answer)
    ? refused("DuplicateItemException", "Duplicate primary key exists in table")
    : answer;
}

/** Carries out an allowed ExecuteTransaction, all statements or none: they all read, or they all write or check. */
export async function executeTransaction(
  input: Input,
  at: CallPlace,
  tables: KnownTables,
  store: Transactions,
): Promise<StoreAnswer | Refusal> {
  const placed: Placed[] = [];
  for (const each of inputsIn(input, "TransactStatements")) {
    const found = placedStatement(each, at, tables);
    if (isRefusal(found)) return found;
    placed.push(found);
  }
  const reads = placed.filter(({ statement }) => statement.kind === "select");
  if (reads.length > 0 && reads.length < placed.length)
    return refused("ValidationException", "TransactStatements: has statements that read beside statements that write");
  try {
    const TransactItems = placed.map(transactionPart);
    if (reads.length > 0) return await store.get({ TransactItems }, at);
    const token = textIn(input, "ClientRequestToken");
    const answer = await store.write({ TransactItems, ...(token === undefined ? {} : { ClientRequestToken: token }) }, at);
    return isRefusal(answer) || answer.status !== 200 ? answer : { status: 200, body: { Responses: placed.map(() => ({})) } };
  } catch (error) {
    if (error instanceof NotServed) return notServed(error.message);
    throw error;
  }
}

const PARTS = { PutItem: "Put", UpdateItem: "Update", DeleteItem: "Delete" } as const;

function transactionPart({ statement, table }: Placed): Input {
  const { key } = table.declared;
  const at = { TableName: table.arn };
  if (statement.kind === "select") return { Get: { ...at, ...selectedItem(statement, key) } };
  if (statement.kind === "exists") return { ConditionCheck: { ...at, ...existsCheck(statement.of, key) } };
  const call = statementCall(statement, key);
  if (isRefusal(call) || call.operation === "Query" || call.operation === "Scan")
    throw new NotServed(isRefusal(call) ? call.refusal.message : call.operation);
  if (call.input["ReturnValues"] !== undefined) throw new NotServed("RETURNING in a transaction");
  return { [PARTS[call.operation]]: { ...at, ...call.input } };
}
