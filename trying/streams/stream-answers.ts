import { type Refusal, refused } from "../refusal.ts";
import { type Input, textIn } from "../request-input.ts";
import type { CallPlace, KnownTable, KnownTables } from "../tables/known-tables.ts";
import { iteratorText, readIterator } from "./stream-iterator.ts";
import { positionOf, type StreamLog, sequenceNumber, viewTypeOf } from "./stream-log.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const MOST_RECORDS = 1000;
const MOST_STREAMS = 100;
/** An iterator ends 15 minutes after it was made. */
const LASTING_MILLISECONDS = 900_000;
const SHARD = "shardId-00000000000000000000-00000000";

/**
 * Answers allowed calls of DynamoDB Streams out of what was written here; undefined for other operations. A stream has one shard, which stays
 * open.
 * @param now milliseconds since 1970
 */
export function streamAnswer(
  operation: string,
  input: Input,
  at: CallPlace,
  tables: KnownTables,
  log: StreamLog,
  now: number,
): Input | Refusal | undefined {
  switch (operation) {
    case "ListStreams":
      return listed(input, at, tables);
    case "DescribeStream":
      return described(input, tables);
    case "GetShardIterator":
      return iterated(input, tables, log, now);
    case "GetRecords":
      return recorded(input, tables, log, now);
    default:
      return undefined;
  }
}

const labelOf = (streamArn: string): string => streamArn.slice(streamArn.lastIndexOf("/") + 1);

const tableOf = (streamArn: string, tables: KnownTables): KnownTable | undefined =>
  streamArn === "" ? undefined : [...tables.values()].find((table) => table.streamArn === streamArn);

const notFound = (streamArn: string): Refusal =>
  refused("ResourceNotFoundException", `Requested resource not found: Stream: ${streamArn} not found`);

/** A whole number that a call gives, within bounds. */
function numberIn(input: Input, field: string, most: number): number | Refusal {
  const value = input[field] ?? most;
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : refused("ValidationException", `${field}: is a whole number from 1 to ${most.toString()}, got ${JSON.stringify(value)}`);
}

function listed(input: Input, at: CallPlace, tables: KnownTables): Input | Refusal {
  const limit = numberIn(input, "Limit", MOST_STREAMS);
  if (typeof limit !== "number") return limit;
  const [name, start] = [textIn(input, "TableName"), textIn(input, "ExclusiveStartStreamArn") ?? ""];
  const found = [...tables.values()]
    .flatMap((table) => (table.streamArn === undefined ? [] : [{ table, StreamArn: table.streamArn }]))
    .filter(({ table }) => table.accountId === at.accountId && table.region === at.region && (name ?? table.name) === table.name)
    .sort((one, other) => (one.StreamArn < other.StreamArn ? -1 : 1))
    .filter(({ StreamArn }) => StreamArn > start);
  const Streams = found
    .slice(0, limit)
    .map(({ StreamArn, table }) => ({ StreamArn, TableName: table.name, StreamLabel: labelOf(StreamArn) }));
  return { Streams, ...(found.length > limit ? { LastEvaluatedStreamArn: Streams.at(-1)?.StreamArn } : {}) };
}

function described(input: Input, tables: KnownTables): Input | Refusal {
  const StreamArn = textIn(input, "StreamArn") ?? "";
  const table = tableOf(StreamArn, tables);
  if (table === undefined) return notFound(StreamArn);
  const { partition, sort } = table.declared.key;
  const shard = { ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(0) } };
  return {
    StreamDescription: {
      StreamArn,
      StreamLabel: labelOf(StreamArn),
      StreamStatus: "ENABLED",
      StreamViewType: viewTypeOf(table),
      TableName: table.name,
      KeySchema: [
        { AttributeName: partition.name, KeyType: "HASH" },
        ...(sort === undefined ? [] : [{ AttributeName: sort.name, KeyType: "RANGE" }]),
      ],
      Shards: textIn(input, "ExclusiveStartShardId") === SHARD ? [] : [shard],
    },
  };
}

function iterated(input: Input, tables: KnownTables, log: StreamLog, now: number): Input | Refusal {
  const streamArn = textIn(input, "StreamArn") ?? "";
  if (tableOf(streamArn, tables) === undefined) return notFound(streamArn);
  const shard = textIn(input, "ShardId") ?? "";
  if (shard !== SHARD)
    return refused("ResourceNotFoundException", `Requested resource not found: Shard: ${shard} in Stream: ${streamArn} not found`);
  const position = positionFor(input, log.records(streamArn).length);
  return typeof position === "number" ? { ShardIterator: iteratorText({ streamArn, position, issued: now }) } : position;
}

function positionFor(input: Input, end: number): number | Refusal {
  const type = textIn(input, "ShardIteratorType") ?? "";
  if (type === "TRIM_HORIZON") return 0;
  if (type === "LATEST") return end;
  const at = positionOf(textIn(input, "SequenceNumber") ?? "");
  if (type === "AT_SEQUENCE_NUMBER" && at !== undefined && at < end) return at;
  if (type === "AFTER_SEQUENCE_NUMBER" && at !== undefined && at < end) return at + 1;
  return refused("ValidationException", "ShardIteratorType, SequenceNumber: say no place in the shard");
}

function recorded(input: Input, tables: KnownTables, log: StreamLog, now: number): Input | Refusal {
  const iterator = readIterator(textIn(input, "ShardIterator") ?? "");
  const limit = numberIn(input, "Limit", MOST_RECORDS);
  if (typeof limit !== "number") return limit;
  if (iterator === undefined || tableOf(iterator.streamArn, tables) === undefined) return notFound(iterator?.streamArn ?? "");
  if (iterator.issued + LASTING_MILLISECONDS <= now)
    return refused("ExpiredIteratorException", "The shard iterator has expired and can no longer be used to retrieve stream records");
  const Records = log.records(iterator.streamArn).slice(iterator.position, iterator.position + limit);
  const next = { ...iterator, position: iterator.position + Records.length, issued: now };
  return { Records, NextShardIterator: iteratorText(next) };
}
