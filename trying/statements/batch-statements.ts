import { isRefusal, type Refusal, refused } from "../refusal.ts";
import { type Input, inputsIn, textIn } from "../request-input.ts";
import { type CallPlace, type KnownTables, located, tableArnOf } from "../tables/known-tables.ts";
import { parseStatement } from "./parse-statement.ts";
import { type Statement, targetOf } from "./statement.ts";
import { keyedCondition } from "./statement-call.ts";

/** What is answered to one statement by itself. */
export interface StatementAnswer {
  readonly status: number;
  readonly body: object;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MOST_STATEMENTS = 25;
/** The codes of errors as a batch has them. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html */
const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  DuplicateItemException: "DuplicateItem",
  ResourceNotFoundException: "ResourceNotFound",
  ValidationException: "ValidationError",
};

/**
 * Answers BatchExecuteStatement: every statement is decided and carried out by itself, and one that fails stops no other. All of them read, or
 * all of them write, and each is about one item.
 * @param answer decides one statement and carries it out
 */
export async function batchStatements(
  input: Input,
  at: CallPlace,
  tables: KnownTables,
  answer: (statement: Input) => Promise<StatementAnswer | Refusal>,
): Promise<StatementAnswer | Refusal> {
  const statements = inputsIn(input, "Statements");
  if (statements.length === 0 || statements.length > MOST_STATEMENTS)
    return refused(
      "ValidationException",
      `Statements: has ${statements.length.toString()} statements; give 1 to ${MOST_STATEMENTS.toString()}`,
    );
  const parsed = statements.map((each) => parseStatement(each));
  const kinds = new Set(parsed.flatMap((each) => (isRefusal(each) ? [] : [each.kind === "select"])));
  if (kinds.size > 1) return refused("ValidationException", "Statements: has statements that read beside statements that write");
  const Responses: object[] = [];
  for (const [index, each] of statements.entries()) {
    const statement = parsed[index];
    const name = statement === undefined || isRefusal(statement) ? undefined : located(targetOf(statement).table, at).name;
    const { ConsistentRead, Parameters, Statement: text } = each;
    const single = {
      Statement: text,
      ...(Parameters === undefined ? {} : { Parameters }),
      ...(ConsistentRead === undefined ? {} : { ConsistentRead }),
    };
    const answered = await answer(single);
    const part = partOf(isOfOneItem(statement, at, tables) || isRefusal(answered) ? answered : NOT_OF_ONE);
    Responses.push({ ...(name === undefined ? {} : { TableName: name }), ...part });
  }
  return { status: 200, body: { Responses } };
}

const NOT_OF_ONE = refused("ValidationException", "A SELECT in a batch compares each attribute of the table's key by =");

function isOfOneItem(statement: Statement | Refusal | undefined, at: CallPlace, tables: KnownTables): boolean {
  if (statement === undefined || isRefusal(statement) || statement.kind !== "select") return true;
  const key = tables.get(tableArnOf(statement.table, at))?.declared.key;
  return key !== undefined && statement.index === undefined && keyedCondition(statement.where, key).isWhole;
}

function partOf(answer: StatementAnswer | Refusal): Input {
  if (isRefusal(answer)) return errorOf(answer.refusal.code, answer.refusal.message);
  const body = { ...answer.body } as Input;
  if (answer.status !== 200)
    return errorOf(textIn(body, "__type")?.split("#").at(-1) ?? "", textIn(body, "message") ?? textIn(body, "Message") ?? "");
  const [Item] = inputsIn(body, "Items");
  return Item === undefined ? {} : { Item };
}

const errorOf = (code: string, Message: string): Input => ({ Error: { Code: CODES[code] ?? "InternalServerError", Message } });
