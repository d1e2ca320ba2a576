import { isRefusal, type Refusal, refused } from "../refusal.ts";
import { type Input, inputIn, isInput, textIn } from "../request-input.ts";
import { executeStatement, executeTransaction } from "../statements/run-statements.ts";
import { streamAnswer } from "../streams/stream-answers.ts";
import type { StreamLog } from "../streams/stream-log.ts";
import { type CallPlace, type KnownTables, located, tableArnOf } from "./known-tables.ts";
import type { StoreAnswer } from "./table-store.ts";
import type { Transactions } from "./transactions.ts";

const CARRIED_OUT: ReadonlySet<string> = new Set([
  ...["DeleteItem", "DescribeTable", "DescribeTimeToLive", "GetItem", "ListTables", "PutItem", "Query", "Scan", "UpdateItem"],
]);
const BATCHES: ReadonlySet<string> = new Set(["BatchGetItem", "BatchWriteItem"]);
/** Fields of answers that are maps by the names of tables. */
const MAPS = ["Responses", "UnprocessedKeys", "UnprocessedItems", "ItemCollectionMetrics"] as const;

/** What answers calls that only read what was written. */
export interface WrittenStreams {
  readonly log: StreamLog;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Passes an allowed call of DynamoDB on to what holds the items; undefined for an operation that nothing here carries out. */
export async function carryOut(
  operation: string,
  input: Input,
  at: CallPlace,
  tables: KnownTables,
  store: Transactions,
  { log, clock }: WrittenStreams,
): Promise<StoreAnswer | Refusal | undefined> {
  if (operation === "TransactGetItems") return await store.get(input, at);
  if (operation === "TransactWriteItems") return await store.write(input, at);
  if (operation === "ExecuteStatement") return await executeStatement(input, at, tables, store);
  if (operation === "ExecuteTransaction") return await executeTransaction(input, at, tables, store);
  if (BATCHES.has(operation)) return await batch(operation, input, at, store);
  if (CARRIED_OUT.has(operation)) {
    const named = textIn(input, "TableName");
    if (named === undefined) return await store.call(at, operation, input);
    const { place, name } = located(named, at);
    const answer = await store.call(place, operation, { ...input, TableName: name });
    return operation === "DescribeTable" ? described(answer, tableArnOf(named, at), tables) : answer;
  }
  const body = streamAnswer(operation, input, at, tables, log, clock());
  return body === undefined || isRefusal(body) ? body : { status: 200, body };
}

/** A batch, whose tables are all of one account and region. Answers call them as the call did. */
async function batch(operation: string, input: Input, at: CallPlace, store: Transactions): Promise<StoreAnswer | Refusal> {
  const wanted = Object.entries(inputIn(input, "RequestItems")).map(([given, items]) => ({ given, items, ...located(given, at) }));
  const [first] = wanted;
  if (first === undefined || wanted.some(({ place }) => place.accountId !== first.place.accountId || place.region !== first.place.region))
    return refused("ValidationException", "RequestItems: names tables of several accounts or regions, which is not carried out here");
  const requestItems = Object.fromEntries(wanted.map(({ name, items }) => [name, items]));
  const { status, body } = await store.call(first.place, operation, { ...input, RequestItems: requestItems });
  const givenFor = new Map(wanted.map(({ name, given }) => [name, given]));
  const renamed = MAPS.flatMap((field) => {
    const map = body[field];
    return isInput(map)
      ? [[field, Object.fromEntries(Object.entries(map).map(([name, value]) => [givenFor.get(name) ?? name, value]))] as const]
      : [];
  });
  return { status, body: { ...body, ...Object.fromEntries(renamed) } };
}

function described({ status, body }: StoreAnswer, arn: string, tables: KnownTables): StoreAnswer {
  const table = body["Table"];
  if (!isInput(table)) return { status, body };
  const stream = tables.get(arn)?.streamArn;
  const indexes = (field: string): Input => {
    const list: unknown = table[field];
    return Array.isArray(list)
      ? { [field]: list.filter(isInput).map((index) => ({ ...index, IndexArn: `${arn}/index/${textIn(index, "IndexName") ?? ""}` })) }
      : {};
  };
  const own = {
    ...indexes("GlobalSecondaryIndexes"),
    ...indexes("LocalSecondaryIndexes"),
    TableArn: arn,
    ...(stream === undefined ? {} : { LatestStreamArn: stream }),
  };
  return { status, body: { ...body, Table: { ...table, ...own } } };
}
