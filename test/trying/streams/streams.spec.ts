import assert from "node:assert/strict";
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { handMadeRole } from "../../support/hand-made-role.ts";
import { type Edit, linePlan, rehearseLine } from "../../support/line.ts";
import { denial, type Tried, triedOrganization, tryOrganization } from "../../support/tried.ts";

const STARTING_MILLISECONDS = 300_000;
const OWNER = "300000000001";
const table = (name: string, stream: string): string =>
  `  ${name}: { key: { partition: { id: string } }, ${stream}usedBy: { api: { can: [read, write${stream === "" ? "" : ", stream"}] } } }`;
const TABLES: Edit = [
  "accounts/owner/data.yaml",
  "tables:\n",
  [
    "tables:",
    table("keys", "stream: keys-only, "),
    table("olds", "stream: old-image, "),
    table("news", "stream: new-image, "),
    table("plain", ""),
    "",
  ].join("\n"),
];

let tried: Tried;
let api: DynamoDBClient;
let reporter: DynamoDBStreamsClient;
let streamArn: string;
/** The proxy's clock stands still: it is changed by tests alone. */
const started = Date.now();
let now = started;

before(async function () {
  this.timeout(STARTING_MILLISECONDS);
  const lister = handMadeRole({
    account: OWNER,
    name: "lister",
    trust: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${OWNER}:root` }, Action: "sts:AssumeRole" }],
    policy: [{ Effect: "Allow", Action: "dynamodb:ListStreams", Resource: "*" }],
  });
  const rehearsed = await rehearseLine({}, TABLES);
  const resources = [...rehearsed.resources, lister];
  const organization = await triedOrganization(linePlan(TABLES), { resources }, undefined, new Date("2026-11-22T00:00:00Z"));
  tried = await tryOrganization(organization, () => now);
  api = tried.dynamodb(await tried.credentials("owner/api"), "owner/main");
  reporter = tried.streams(await tried.credentials("consumer/reporter"), "consumer/main");
  streamArn = tried.organization.world.names.resource("owner/tables/ledger/stream").arn ?? "";
});

after(async () => {
  await tried.stop();
});

const key = (account: string) => ({ accountId: { S: account }, entryId: { S: "1" } });
const item = (account: string, text: string) => ({ ...key(account), text: { S: text } });
const put = (account: string, text: string) => api.send(new PutItemCommand({ TableName: "ledger", Item: item(account, text) }));

/** An iterator of the only shard of a stream. */
async function iterator(client: DynamoDBStreamsClient, StreamArn: string, more: Partial<GetShardIteratorCommandInput>): Promise<string> {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const [shard, ...others] = StreamDescription?.Shards ?? [];
  assert.equal(others.length, 0);
  const input = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType: "LATEST" as const, ...more };
  return (await client.send(new GetShardIteratorCommand(input))).ShardIterator ?? "";
}
const latest = () => iterator(reporter, streamArn, {});
const read = async (ShardIterator: string, Limit?: number) => {
  const { Records = [], NextShardIterator = "" } = await reporter.send(new GetRecordsCommand({ ShardIterator, Limit }));
  const records = Records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.["accountId"]?.S] as const);
  return { records, raw: Records, next: NextShardIterator };
};

describe("a stream by the AWS SDK", () => {
  it("shows a consumer with the right what others wrote since, with both images", async () => {
    await put("before", "x");
    const start = await latest();
    await put("one", "first");
    await put("one", "second");
    await put("one", "second");
    await api.send(new DeleteItemCommand({ TableName: "ledger", Key: key("one") }));
    await api.send(new DeleteItemCommand({ TableName: "ledger", Key: key("one") }));
    const { records, raw, next } = await read(start);
    assert.deepEqual(records, [
      ["INSERT", "one"],
      ["MODIFY", "one"],
      ["REMOVE", "one"],
    ]);
    const [first, second, third] = raw.map(({ dynamodb }) => dynamodb);
    assert.deepEqual([first?.OldImage, first?.NewImage], [undefined, item("one", "first")]);
    assert.deepEqual([second?.OldImage, second?.NewImage], [item("one", "first"), item("one", "second")]);
    assert.deepEqual([third?.OldImage, third?.NewImage], [item("one", "second"), undefined]);
    assert.deepEqual(second?.Keys, key("one"));
    assert.equal(second.StreamViewType, "NEW_AND_OLD_IMAGES");
    assert.equal(second.ApproximateCreationDateTime?.getTime(), Math.floor(started / 1000) * 1000);
    assert.deepEqual((await read(next)).records, []);
    await put("two", "x");
    assert.deepEqual((await read(next)).records, [["INSERT", "two"]]);
  });

  it("has the parts of a batch and of a transaction, and nothing of one that failed", async () => {
    const start = await latest();
    const writes = [{ PutRequest: { Item: item("batch#1", "x") } }, { PutRequest: { Item: item("batch#2", "x") } }];
    await api.send(new BatchWriteItemCommand({ RequestItems: { ledger: writes } }));
    await api.send(new BatchWriteItemCommand({ RequestItems: { ledger: [{ DeleteRequest: { Key: key("batch#1") } }] } }));
    const added = { Put: { TableName: "ledger", Item: item("transaction#1", "x") } };
    const removed = { Delete: { TableName: "ledger", Key: key("batch#2") } };
    const check = (ConditionExpression: string) => ({
      ConditionCheck: { TableName: "ledger", Key: key("transaction#0"), ConditionExpression },
    });
    const failing = [added, removed, check("attribute_exists(accountId)")];
    await assert.rejects(api.send(new TransactWriteItemsCommand({ TransactItems: failing })), { name: "TransactionCanceledException" });
    const refused = new PutItemCommand({
      TableName: "ledger",
      Item: item("batch#2", "y"),
      ConditionExpression: "attribute_exists(nothing)",
    });
    await assert.rejects(api.send(refused), { name: "ConditionalCheckFailedException" });
    await api.send(new TransactWriteItemsCommand({ TransactItems: [added, removed, check("attribute_not_exists(accountId)")] }));
    assert.deepEqual((await read(start)).records, [
      ["INSERT", "batch#1"],
      ["INSERT", "batch#2"],
      ["REMOVE", "batch#1"],
      ["INSERT", "transaction#1"],
      ["REMOVE", "batch#2"],
    ]);
  });

  it("has one record for each of many changes at once, in an order in which they can have happened", async () => {
    const start = await latest();
    const add = {
      TableName: "ledger",
      Key: key("many"),
      UpdateExpression: "ADD amount :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    await Promise.all(Array.from({ length: 20 }, () => api.send(new UpdateItemCommand(add))));
    const { raw } = await read(start);
    assert.deepEqual(
      raw.map(({ dynamodb }) => [dynamodb?.OldImage?.["amount"]?.N, dynamodb?.NewImage?.["amount"]?.N]),
      Array.from({ length: 20 }, (_, at) => [at === 0 ? undefined : at.toString(), (at + 1).toString()]),
    );
  });

  it("is read from its beginning, from a record, after it, and some at a time", async () => {
    const start = await latest();
    for (const name of ["page#1", "page#2", "page#3"]) await put(name, "x");
    const first = await read(start, 2);
    assert.deepEqual(first.records, [
      ["INSERT", "page#1"],
      ["INSERT", "page#2"],
    ]);
    assert.deepEqual((await read(first.next)).records, [["INSERT", "page#3"]]);
    const SequenceNumber = first.raw[1]?.dynamodb?.SequenceNumber;
    const from = async (ShardIteratorType: "AFTER_SEQUENCE_NUMBER" | "AT_SEQUENCE_NUMBER" | "TRIM_HORIZON") =>
      (await read(await iterator(reporter, streamArn, { ShardIteratorType, SequenceNumber }))).records.map(([, account]) => account);
    assert.deepEqual(await from("AT_SEQUENCE_NUMBER"), ["page#2", "page#3"]);
    assert.deepEqual(await from("AFTER_SEQUENCE_NUMBER"), ["page#3"]);
    assert.equal((await from("TRIM_HORIZON"))[0], "before");
  });

  it("shows of an item what the table's declaration says", async () => {
    const client = tried.streams(await tried.credentials("owner/api"), "owner/main");
    for (const [name, view, images] of [
      ["keys", "KEYS_ONLY", [undefined, undefined]],
      ["olds", "OLD_IMAGE", [{ id: { S: "a" }, n: { N: "1" } }, undefined]],
      ["news", "NEW_IMAGE", [undefined, { id: { S: "a" }, n: { N: "2" } }]],
    ] as const) {
      for (const n of ["1", "2"]) await api.send(new PutItemCommand({ TableName: name, Item: { id: { S: "a" }, n: { N: n } } }));
      const arn = tried.organization.world.names.resource(`owner/tables/${name}/stream`).arn ?? "";
      const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: arn }));
      assert.deepEqual([StreamDescription?.StreamViewType, StreamDescription?.TableName], [view, name]);
      const { Records } = await client.send(
        new GetRecordsCommand({ ShardIterator: await iterator(client, arn, { ShardIteratorType: "TRIM_HORIZON" }) }),
      );
      const record = Records?.[1]?.dynamodb;
      assert.deepEqual([record?.OldImage, record?.NewImage], images, name);
    }
  });

  it("is denied to who has no right to it, and from elsewhere, with the statement that is missing", async () => {
    const ShardIterator = await latest();
    const writer = tried.streams(await tried.credentials("owner/api"), "owner/main");
    for (const [client, reason] of [
      [writer, /because no identity-based policy allows the dynamodb:GetRecords action/],
      [tried.streams(await tried.credentials("consumer/reporter"), "internet"), /with an explicit deny in/],
    ] as const)
      assert.match(await denial(client.send(new GetRecordsCommand({ ShardIterator }))), reason);
    await denial(writer.send(new DescribeStreamCommand({ StreamArn: streamArn })));
    const input = { StreamArn: streamArn, ShardId: "shardId-00000000000000000000-00000000", ShardIteratorType: "LATEST" as const };
    await denial(writer.send(new GetShardIteratorCommand(input)));
    await denial(writer.send(new ListStreamsCommand({})));
  });

  it("is listed by table and in pages", async () => {
    const lister = tried.streams(await tried.credentials(`arn:aws:iam::${OWNER}:role/lister`), "internet");
    const names = async (input: object) => {
      const { Streams = [], LastEvaluatedStreamArn } = await lister.send(new ListStreamsCommand(input));
      return { found: Streams.map(({ TableName }) => TableName), last: LastEvaluatedStreamArn };
    };
    assert.deepEqual((await names({})).found, ["keys", "ledger", "news", "olds"]);
    assert.deepEqual((await names({ TableName: "news" })).found, ["news"]);
    const first = await names({ Limit: 3 });
    assert.equal(first.found.length, 3);
    assert.deepEqual(await names({ ExclusiveStartStreamArn: first.last }), { found: ["olds"], last: undefined });
  });

  it("refuses what is no place in it, and an iterator after fifteen minutes", async () => {
    // The SDK would set its clock by the answers' dates, which are this machine's.
    Object.defineProperty(reporter.config, "systemClockOffset", { get: () => now - started, set: () => undefined });
    const ShardIterator = await latest();
    now += 899_999;
    const { next } = await read(ShardIterator);
    now += 1;
    await assert.rejects(read(ShardIterator), { name: "ExpiredIteratorException" });
    await read(next);
    const wrong = (more: Partial<GetShardIteratorCommandInput>) => iterator(reporter, streamArn, more);
    await assert.rejects(wrong({ ShardId: "shardId-00000000000000000000-00000001" }), { name: "ResourceNotFoundException" });
    await assert.rejects(wrong({ ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: "100000000000000999999" }), {
      name: "ValidationException",
    });
    await assert.rejects(read("x"), { name: "ValidationException" });
    await assert.rejects(read(ShardIterator, 1001), { name: "ValidationException" });
  });
});
