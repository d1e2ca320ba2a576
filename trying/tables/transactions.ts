import { isDeepStrictEqual } from "node:util";
import { isRefusal, type Refusal, refused } from "../refusal.ts";
import { type Input, inputIn, inputsIn, isInput, textIn } from "../request-input.ts";
import { StreamLog } from "../streams/stream-log.ts";
import { type WrittenItem, wholeKey, writtenItems } from "../streams/written-items.ts";
import { type CallPlace, type KnownTables, located, tableArnOf } from "./known-tables.ts";
import { SharedLock } from "./shared-lock.ts";
import type { StoreAnswer, TableStore } from "./table-store.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
const MOST_ACTIONS = 100;
const REMEMBERED_MILLISECONDS = 600_000;
/** The operation that does a part of a transaction. One without an expression changes nothing, and its condition is checked. */
const OPERATIONS: Readonly<Record<string, string>> = {
  ConditionCheck: "UpdateItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};
/** Messages about the text of a request, which need no item to be said. */
const OF_THE_TEXT =
  /^(?:Invalid \w*Expression|Value provided in Expression|Expression(?:AttributeNames|AttributeValues)? |\d+ validation error)/;

/** One part of a transaction: an operation on an item of a table. */
interface Part {
  readonly place: CallPlace;
  /** With the table's name. */
  readonly input: Input;
  readonly operation: string;
  readonly isCheck: boolean;
  /** Undefined where the call gives no whole key. */
  readonly key: Input | undefined;
  /** The same of a table with a stream. */
  readonly item: WrittenItem | undefined;
}

/** Why a part did not happen, as AWS says it. */
interface Reason {
  readonly Code: string;
  readonly Message?: string | undefined;
  readonly Item?: Input;
}

/**
 * Transactions over a store that has none. Each runs alone: the store does its parts one after another, conditions and all, and where one
 * fails, the items are put back before anybody else is answered. What it leaves out: sizes, and consumed capacity.
 */
export class Transactions implements TableStore {
  readonly #store: TableStore;
  readonly #tables: KnownTables;
  readonly #clock: () => number;
  readonly #log: StreamLog;
  readonly #lock = new SharedLock();
  /** Calls by their tokens: a token that comes again changes nothing. */
  readonly #done = new Map<string, { readonly input: Input; readonly at: number }>();

  /**
   * @param clock milliseconds since 1970
   * @param log records what is written to tables that have a stream
   */
  constructor(store: TableStore, tables: KnownTables, clock: () => number = Date.now, log: StreamLog = new StreamLog(clock)) {
    this.#store = store;
    this.#tables = tables;
    this.#clock = clock;
    this.#log = log;
  }

  /** Any other call, which waits while a transaction runs. One that writes to a table with a stream runs alone, so that its record is right. */
  call(place: CallPlace, operation: string, input: Input): Promise<StoreAnswer> {
    const work = () => this.#store.call(place, operation, input);
    const written = writtenItems(operation, input, place, this.#tables);
    return written.length === 0 ? this.#lock.shared(work) : this.#lock.alone(() => this.#log.recording(written, this.#store, work));
  }

  /** Stops the store once it has answered. */
  stop(): Promise<void> {
    return this.#lock.alone(() => this.#store.stop());
  }

  /** TransactGetItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
  async get(input: Input, at: CallPlace): Promise<StoreAnswer | Refusal> {
    const parts = this.#parts(input, at);
    if (isRefusal(parts)) return parts;
    return await this.#lock.alone(async () => {
      const answers: StoreAnswer[] = [];
      for (const each of parts) answers.push(await this.#store.call(each.place, each.operation, { ...each.input, ConsistentRead: true }));
      const failed = failureOf(answers);
      return failed ?? { status: 200, body: { Responses: answers.map(({ body: { Item } }) => (Item === undefined ? {} : { Item })) } };
    });
  }

  /** TransactWriteItems. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
  async write(input: Input, at: CallPlace): Promise<StoreAnswer | Refusal> {
    const parts = this.#parts(input, at);
    if (isRefusal(parts)) return parts;
    const isTwice = parts.some(({ key, ...one }, index) =>
      parts.slice(0, index).some((other) => other.input["TableName"] === one.input["TableName"] && isDeepStrictEqual(other.key, key)),
    );
    if (isTwice) return refused("ValidationException", "Transaction request cannot include multiple operations on one item");
    const token = textIn(input, "ClientRequestToken");
    return await this.#lock.alone(async () => {
      const before = token === undefined ? undefined : this.#doneBy(token, at);
      if (before !== undefined)
        return isDeepStrictEqual(before, input)
          ? { status: 200, body: {} }
          : refused("IdempotentParameterMismatchException", "The provided idempotency token was used with other parameters");
      const written = parts.flatMap(({ item }) => item ?? []);
      const failed = await this.#log.recording(written, this.#store, () => this.#allOrNone(parts));
      if (failed !== undefined) return failed;
      if (token !== undefined) this.#done.set(tokenAt(token, at), { input, at: this.#clock() });
      return { status: 200, body: {} };
    });
  }

  async #allOrNone(parts: readonly Part[]): Promise<StoreAnswer | undefined> {
    const items: (Input | undefined)[] = [];
    for (const { place, input, key } of parts)
      items.push(key === undefined ? undefined : await this.#itemAt(place, input["TableName"], key));
    const answers: StoreAnswer[] = [];
    for (const { place, operation, input } of parts) answers.push(await this.#store.call(place, operation, input));
    const failed = failureOf(answers, (index) =>
      parts[index]?.input["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD" ? items[index] : undefined,
    );
    for (const [index, { place, input, key, isCheck }] of parts.entries()) {
      const wasDone = answers[index]?.status === 200;
      if (key === undefined || !wasDone || (failed === undefined && !isCheck)) continue;
      await this.#putBack(place, input["TableName"], key, items[index]);
    }
    return failed;
  }

  async #itemAt(place: CallPlace, TableName: unknown, Key: Input): Promise<Input | undefined> {
    const { body } = await this.#store.call(place, "GetItem", { TableName, Key, ConsistentRead: true });
    return isInput(body["Item"]) ? body["Item"] : undefined;
  }

  async #putBack(place: CallPlace, TableName: unknown, Key: Input, Item: Input | undefined): Promise<void> {
    const { status, body } = await (Item === undefined
      ? this.#store.call(place, "DeleteItem", { TableName, Key })
      : this.#store.call(place, "PutItem", { TableName, Item }));
    if (status !== 200) throw new Error(`a transaction's item cannot be put back, got ${JSON.stringify(body)}`);
  }

  #doneBy(token: string, at: CallPlace): Input | undefined {
    const now = this.#clock();
    for (const [key, { at: done }] of this.#done) if (done + REMEMBERED_MILLISECONDS <= now) this.#done.delete(key);
    return this.#done.get(tokenAt(token, at))?.input;
  }

  #parts(input: Input, at: CallPlace): readonly Part[] | Refusal {
    const parts = inputsIn(input, "TransactItems").flatMap((item) =>
      Object.entries(item).flatMap(([kind, content]) => (isInput(content) ? [this.#part(kind, content, at)] : [])),
    );
    if (parts.length > MOST_ACTIONS)
      return refused(
        "ValidationException",
        `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ACTIONS.toString()}`,
      );
    const [first] = parts;
    if (parts.some(({ place }) => place.accountId !== first?.place.accountId || place.region !== first.place.region))
      return refused("ValidationException", "TransactItems: names tables of several accounts or regions");
    return parts;
  }

  #part(kind: string, content: Input, at: CallPlace): Part {
    const named = textIn(content, "TableName") ?? "";
    const { place, name } = located(named, at);
    const table = this.#tables.get(tableArnOf(named, at));
    const given = kind === "Put" ? inputIn(content, "Item") : inputIn(content, "Key");
    const key = table === undefined ? undefined : wholeKey(table, given);
    const item = table?.streamArn === undefined || key === undefined ? undefined : { table, key };
    return {
      place,
      input: { ...content, TableName: name },
      operation: OPERATIONS[kind] ?? kind,
      isCheck: kind === "ConditionCheck",
      key,
      item,
    };
  }
}

const tokenAt = (token: string, { accountId, region }: CallPlace): string => `${accountId} ${region} ${token}`;

/**
 * What a transaction is answered whose parts did not all happen: the first error that is of no item, or the reasons of all parts.
 * @param itemOf the item that a failed condition's part is to be told
 */
function failureOf(
  answers: readonly StoreAnswer[],
  itemOf: (index: number) => Input | undefined = () => undefined,
): StoreAnswer | undefined {
  const reasons = answers.map((answer, index) => reasonOf(answer, itemOf(index)));
  const whole = answers.find((_, index) => reasons[index] === undefined);
  if (whole !== undefined) return whole;
  const codes = reasons.map((reason) => reason?.Code ?? "");
  if (codes.every((code) => code === "None")) return undefined;
  return {
    status: 400,
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
      CancellationReasons: reasons,
    },
  };
}

/** The reason of a part, `None` where it happened; undefined for an error that is no reason but an answer of its own. */
function reasonOf({ status, body }: StoreAnswer, item: Input | undefined): Reason | undefined {
  if (status === 200) return { Code: "None" };
  const code = textIn(body, "__type")?.split("#").at(-1);
  const Message = textIn(body, "message") ?? textIn(body, "Message") ?? "";
  if (code === "ConditionalCheckFailedException")
    return { Code: "ConditionalCheckFailed", Message, ...(item === undefined ? {} : { Item: item }) };
  return code === "ValidationException" && !OF_THE_TEXT.test(Message) ? { Code: "ValidationError", Message } : undefined;
}
