import type { ContextValues } from "../../proof/engine/request-context.ts";
import type { AskedRequest } from "../asked-request.ts";
import { isRefusal, type Refusal, refused } from "../refusal.ts";
import { type Input, inputsIn } from "../request-input.ts";
import type { ItemReading } from "../tables/item-requests.ts";
import { keyText } from "../tables/key-text.ts";
import { keyOf, tableArnOf } from "../tables/known-tables.ts";
import { parseStatement } from "./parse-statement.ts";
import { type Partitions, selectedPartitions } from "./selected-partitions.ts";
import { type Operand, type Path, pathsIn, pathsOf, type Select, type Statement, targetOf } from "./statement.ts";

/** Operations whose statements are PartiQL. */
export type StatementOperation = "BatchExecuteStatement" | "ExecuteStatement" | "ExecuteTransaction";

const ACTIONS: Readonly<Record<Statement["kind"], string>> = {
  select: "dynamodb:PartiQLSelect",
  exists: "dynamodb:PartiQLSelect",
  insert: "dynamodb:PartiQLInsert",
  update: "dynamodb:PartiQLUpdate",
  delete: "dynamodb:PartiQLDelete",
};
const UNCLEAR = "which partitions DynamoDB reads for the statement's condition";

/** The statements of a call, each with its parameters. */
export function statementsOf(operation: StatementOperation, input: Input): readonly Input[] {
  if (operation === "ExecuteStatement") return [input];
  return inputsIn(input, operation === "BatchExecuteStatement" ? "Statements" : "TransactStatements");
}

/**
 * What statements of PartiQL ask: one request for each, with the leading keys and attributes that it names. Of `SELECT *` the value of
 * `dynamodb:Select` is that which a query has without a projection; AWS's page of PartiQL does not say it. Nor does it say the action of
 * `EXISTS`, which reads.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export function statementRequests(operation: StatementOperation, input: Input, reading: ItemReading): readonly AskedRequest[] | Refusal {
  const found: AskedRequest[] = [];
  for (const each of statementsOf(operation, input)) {
    const statement = parseStatement(each);
    if (isRefusal(statement)) return statement;
    if (statement.kind === "exists" && operation !== "ExecuteTransaction")
      return refused("ValidationException", "EXISTS: can be used in transactions alone");
    const asked = statementRequest(statement, reading);
    const enclosing = operation === "ExecuteTransaction" ? { "dynamodb:EnclosingOperation": operation } : {};
    found.push({ ...asked, context: { ...asked.context, ...enclosing } });
  }
  return found.length === 0 ? refused("ValidationException", `${operation}: has no statement`) : found;
}

function statementRequest(statement: Statement, { tables, place }: ItemReading): AskedRequest {
  const { table: name, index } = targetOf(statement);
  const arn = tableArnOf(name, place);
  const table = tables.get(arn);
  const partition = table === undefined ? undefined : keyOf(table, index)?.partition.name;
  const partitions = partition === undefined ? ({ kind: "unclear" } as const) : partitionsOf(statement, partition);
  const isRead = statement.kind === "select" || statement.kind === "exists";
  const attributes = [...new Set(attributesOf(statement))];
  return {
    action: ACTIONS[statement.kind],
    resource: index === undefined ? arn : `${arn}/index/${index}`,
    context: {
      ...(partitions.kind === "some" ? { "dynamodb:LeadingKeys": [...new Set(partitions.keys)] } : {}),
      ...(attributes.length === 0 ? {} : { "dynamodb:Attributes": attributes }),
      ...(isRead ? readKeys(statement.kind === "exists" ? statement.of : statement, partitions) : {}),
      ...returningOf(statement),
    },
    ...(partitions.kind === "unclear"
      ? { unknown: { "dynamodb:LeadingKeys": UNCLEAR, ...(isRead ? { "dynamodb:FullTableScan": UNCLEAR } : {}) } }
      : {}),
  };
}

function partitionsOf(statement: Statement, partition: string): Partitions {
  if (statement.kind === "exists") return selectedPartitions(statement.of.where, partition);
  if (statement.kind !== "insert") return selectedPartitions(statement.where, partition);
  const key = Object.hasOwn(statement.item, partition) ? keyText(statement.item[partition]) : undefined;
  return key === undefined ? { kind: "unclear" } : { kind: "some", keys: [key] };
}

function readKeys({ columns, index }: Select, partitions: Partitions): ContextValues {
  const all = index === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
  return {
    "dynamodb:Select": columns === undefined ? all : "SPECIFIC_ATTRIBUTES",
    ...(partitions.kind === "unclear" ? {} : { "dynamodb:FullTableScan": partitions.kind === "every" ? "true" : "false" }),
  };
}

const returningOf = (statement: Statement): ContextValues =>
  (statement.kind === "update" || statement.kind === "delete") && statement.returning !== undefined
    ? { "dynamodb:ReturnValues": statement.returning }
    : {};

/** The attributes of the top level that a statement names. */
function attributesOf(statement: Statement): readonly string[] {
  const first = (paths: readonly Path[]) => paths.map(([name]) => String(name));
  const named = (operands: readonly Operand[]) => first(operands.flatMap(pathsOf));
  switch (statement.kind) {
    case "exists":
      return attributesOf(statement.of);
    case "insert":
      return Object.keys(statement.item);
    case "select":
      return [...named(statement.columns ?? []), ...first(pathsIn(statement.where)), ...first(statement.order.map(({ path }) => path))];
    case "update":
      return [
        ...first(pathsIn(statement.where)),
        ...first(statement.sets.map(({ path }) => path)),
        ...named(statement.sets.map(({ to }) => to)),
        ...first(statement.removes),
      ];
    case "delete":
      return first(pathsIn(statement.where));
  }
}
