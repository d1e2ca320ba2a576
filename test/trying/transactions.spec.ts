import assert from "node:assert/strict";
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import type { TableStore } from "../../trying/tables/table-store.ts";
import { Transactions } from "../../trying/tables/transactions.ts";
import { tablesOf } from "../../trying/tried-calls.ts";
import { type Edit, linePlan, rehearseLine } from "../support/line.ts";
import { denial, type Tried, triedOrganization, tryOrganization } from "../support/tried.ts";

const STARTING_MILLISECONDS = 300_000;
const FROM = "owner/main";
const TableName = "ledger";
const SCANNED: Edit = ["accounts/owner/data.yaml", "api: { can: [read, write] }", "api: { can: [read, write, scan] }"];

let tried: Tried;
let api: DynamoDBClient;

before(async function () {
  this.timeout(STARTING_MILLISECONDS);
  tried = await tryOrganization(
    await triedOrganization(linePlan(SCANNED), await rehearseLine({}, SCANNED), undefined, new Date("2026-11-22T00:00:00Z")),
  );
  api = tried.dynamodb(await tried.credentials("owner/api"), FROM);
});

after(async () => {
  await tried.stop();
});

const key = (account: string) => ({ accountId: { S: account }, entryId: { S: "1" } });
const put = (account: string, more = {}): TransactWriteItem => ({ Put: { TableName, Item: { ...key(account), ...more } } });
const write = (items: readonly TransactWriteItem[], ClientRequestToken?: string) =>
  api.send(new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken }));
const textOf = async (account: string): Promise<string | undefined> =>
  (await api.send(new GetItemCommand({ TableName, Key: key(account), ConsistentRead: true }))).Item?.["text"]?.S;

describe("a transaction", () => {
  it("does all of its parts, and reads items together", async () => {
    await api.send(new PutItemCommand({ TableName, Item: { ...key("all#old"), text: { S: "old" } } }));
    await api.send(new PutItemCommand({ TableName, Item: key("all#gone") }));
    await write([
      put("all#new", { text: { S: "new" } }),
      {
        Update: {
          TableName,
          Key: key("all#old"),
          UpdateExpression: "SET #t = :t",
          ConditionExpression: "#t = :old",
          ExpressionAttributeNames: { "#t": "text" },
          ExpressionAttributeValues: { ":t": { S: "newer" }, ":old": { S: "old" } },
        },
      },
      { Delete: { TableName, Key: key("all#gone"), ConditionExpression: "attribute_exists(accountId)" } },
      { ConditionCheck: { TableName, Key: key("all#never"), ConditionExpression: "attribute_not_exists(accountId)" } },
    ]);
    const asked = ["all#new", "all#old", "all#gone", "all#never"].map((account) => ({ Get: { TableName, Key: key(account) } }));
    const { Responses } = await api.send(new TransactGetItemsCommand({ TransactItems: asked }));
    assert.deepEqual(
      Responses?.map(({ Item }) => Item?.["text"]?.S ?? Item),
      ["new", "newer", undefined, undefined],
    );
  });

  it("does none of its parts where a condition fails, and says which", async () => {
    await write([put("none#1", { text: { S: "1" } }), put("none#2", { text: { S: "2" } })]);
    const writing = write([
      put("none#3"),
      put("none#1", { text: { S: "changed" } }),
      {
        ConditionCheck: {
          TableName,
          Key: key("none#2"),
          ConditionExpression: "attribute_not_exists(accountId)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      { Delete: { TableName, Key: key("none#4"), ConditionExpression: "attribute_exists(accountId)" } },
    ]);
    await assert.rejects(writing, (error: { name: string; message: string; CancellationReasons: unknown }) => {
      assert.equal(error.name, "TransactionCanceledException");
      assert.match(error.message, /reasons \[None, None, ConditionalCheckFailed, ConditionalCheckFailed\]$/);
      const failed = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
      assert.deepEqual(JSON.parse(JSON.stringify(error.CancellationReasons)), [
        { Code: "None" },
        { Code: "None" },
        { ...failed, Item: { ...key("none#2"), text: { S: "2" } } },
        failed,
      ]);
      return true;
    });
    assert.deepEqual([await textOf("none#1"), await textOf("none#2")], ["1", "2"]);
    const { Count } = await api.send(
      new ScanCommand({
        TableName,
        FilterExpression: "accountId IN (:a, :b)",
        ExpressionAttributeValues: { ":a": { S: "none#3" }, ":b": { S: "none#4" } },
      }),
    );
    assert.equal(Count, 0);
  });

  it("does none of its parts where an item does not fit, or an expression cannot be read", async () => {
    const update = (UpdateExpression: string): TransactWriteItem => ({
      Update: {
        TableName,
        Key: key("fit#1"),
        UpdateExpression,
        ExpressionAttributeNames: { "#t": "text" },
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    });
    await write([put("fit#1", { text: { S: "text" } })]);
    const two = put("fit#2", { text: { S: "2" } });
    await assert.rejects(write([two, update("SET #t #t :one")]), { name: "ValidationException", message: /^Invalid UpdateExpression/ });
    await assert.rejects(write([two, update("SET #t = #t + :one")]), {
      name: "TransactionCanceledException",
      message: /\[None, ValidationError\]$/,
    });
    await assert.rejects(write([two, { Put: { TableName, Item: { accountId: { S: "fit#3" } } } }]), {
      name: "TransactionCanceledException",
      message: /\[None, ValidationError\]$/,
    });
    assert.deepEqual([await textOf("fit#1"), await textOf("fit#2")], ["text", undefined]);
  });

  it("is refused with one item twice, or with more than a hundred parts", async () => {
    await assert.rejects(write([put("twice"), { Delete: { TableName, Key: key("twice") } }]), {
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
    const many = Array.from({ length: 101 }, (_, at) => put(`many#${at.toString()}`));
    await assert.rejects(write(many), { name: "ValidationException", message: /less than or equal to 100/ });
    await write(many.slice(1));
  });

  it("is done once for a token", async () => {
    const writing = (text: string) => write([put("token", { text: { S: text } })], "a-token");
    await writing("first");
    await api.send(new PutItemCommand({ TableName, Item: { ...key("token"), text: { S: "between" } } }));
    await writing("first");
    assert.equal(await textOf("token"), "between");
    await assert.rejects(writing("second"), { name: "IdempotentParameterMismatchException" });
  });

  it("is done again for its token after ten minutes", async () => {
    let [now, done] = [0, 0];
    const store: TableStore = {
      call: (_, operation) => {
        if (operation === "PutItem") done += 1;
        return Promise.resolve({ status: 200, body: {} });
      },
      stop: () => Promise.resolve(),
    };
    const transactions = new Transactions(store, tablesOf(tried.organization), () => now);
    const counts: number[] = [];
    for (now of [0, 599_999, 600_000]) {
      const input = { TransactItems: [{ Put: { TableName, Item: key("token") } }], ClientRequestToken: "token" };
      assert.deepEqual(await transactions.write(input, { accountId: "300000000001", region: "eu-west-1" }), { status: 200, body: {} });
      counts.push(done);
    }
    assert.deepEqual(counts, [1, 1, 2]);
  });

  it("is answered before the store is stopped", async () => {
    const events: string[] = [];
    const store: TableStore = {
      call: async (_, operation) => {
        await new Promise((resolve) => setImmediate(resolve));
        events.push(operation);
        return { status: 200, body: {} };
      },
      stop: () => Promise.resolve(void events.push("stop")),
    };
    const transactions = new Transactions(store, tablesOf(tried.organization));
    const place = { accountId: "300000000001", region: "eu-west-1" };
    await Promise.all([
      transactions.call(place, "Scan", {}),
      transactions.get({ TransactItems: [{ Get: {} }] }, place),
      transactions.stop(),
    ]);
    assert.deepEqual(events, ["Scan", "GetItem", "stop"]);
  });

  it("shows nobody an amount that is half moved, whatever runs beside it", async () => {
    const accounts = ["sum#a", "sum#b", "sum#c"];
    const amount = (account: string, N: number): TransactWriteItem => put(account, { amount: { N: N.toString() } });
    await write(accounts.map((account) => amount(account, 100)));
    const move = (from: string, to: string, by: number): TransactWriteItem[] => {
      const change = (account: string, sign: string, condition: object): TransactWriteItem => ({
        Update: {
          TableName,
          Key: key(account),
          UpdateExpression: `SET amount = amount ${sign} :by`,
          ExpressionAttributeValues: { ":by": { N: by.toString() } },
          ...condition,
        },
      });
      return [change(to, "+", {}), change(from, "-", { ConditionExpression: "amount >= :by" })];
    };
    const sum = async (): Promise<number> => {
      const asked = accounts.map((account) => ({ Get: { TableName, Key: key(account) } }));
      const { Responses = [] } = await api.send(new TransactGetItemsCommand({ TransactItems: asked }));
      const amounts = Responses.map(({ Item }) => Number(Item?.["amount"]?.N));
      assert.ok(
        amounts.every((each) => each >= 0),
        amounts.join(),
      );
      return amounts.reduce((total, each) => total + each, 0);
    };
    const moves = fc.array(fc.tuple(fc.constantFrom(...accounts), fc.constantFrom(...accounts), fc.integer({ min: 1, max: 120 })), {
      minLength: 1,
      maxLength: 12,
    });
    let [done, cancelled] = [0, 0];
    await fc.assert(
      fc.asyncProperty(moves, async (drawn) => {
        const all = drawn
          .filter(([from, to]) => from !== to)
          .flatMap(([from, to, by]) => [
            write(move(from, to, by)).then(
              () => (done += 1),
              (error: unknown) => {
                assert.equal((error as Error).name, "TransactionCanceledException");
                cancelled += 1;
              },
            ),
            sum().then((total) => assert.equal(total, 300)),
          ]);
        await Promise.all(all);
      }),
      { seed: 20261122, numRuns: 30 },
    );
    assert.ok(done > 0 && cancelled > 0, `${done.toString()} done, ${cancelled.toString()} cancelled`);
  }).timeout(STARTING_MILLISECONDS);

  it("is denied as a whole where one part is", async () => {
    const reporter = tried.dynamodb(await tried.credentials("consumer/reporter"), "consumer/main");
    const table = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
    const reading = { ConditionCheck: { TableName: table, Key: key("denied"), ConditionExpression: "attribute_not_exists(accountId)" } };
    await reporter.send(new TransactWriteItemsCommand({ TransactItems: [reading] }));
    const writing = { Put: { TableName: table, Item: key("denied#2") } };
    assert.match(await denial(reporter.send(new TransactWriteItemsCommand({ TransactItems: [reading, writing] }))), /dynamodb:PutItem/);
    assert.equal(await textOf("denied"), undefined);
  });
});
