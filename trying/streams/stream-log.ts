import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Input, isInput } from "../request-input.ts";
import type { KnownTable } from "../tables/known-tables.ts";
import type { TableStore } from "../tables/table-store.ts";
import type { WrittenItem } from "./written-items.ts";

/** What records show of an item, by the words of a declaration. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html */
const VIEWS = {
  "keys-only": { type: "KEYS_ONLY", hasOld: false, hasNew: false },
  "new-image": { type: "NEW_IMAGE", hasOld: false, hasNew: true },
  "old-image": { type: "OLD_IMAGE", hasOld: true, hasNew: false },
  "new-and-old-images": { type: "NEW_AND_OLD_IMAGES", hasOld: true, hasNew: true },
} as const;
const DIGITS = 20;
const MILLISECONDS = 1000;

/** What the records of a table's stream show; the keys alone where the declaration does not say it. */
const viewOf = ({ declared }: KnownTable) => VIEWS[declared.stream ?? "keys-only"];

/** The view type of a table's stream, in AWS's words. */
export const viewTypeOf = (table: KnownTable): string => viewOf(table).type;

/** The sequence number of a record. */
export const sequenceNumber = (position: number): string => `1${position.toString().padStart(DIGITS, "0")}`;

/** The position of a sequence number; undefined for a text that is none. */
export const positionOf = (number: string): number | undefined => (/^1\d{20}$/.test(number) ? Number(number.slice(1)) : undefined);

/**
 * What was written to tables that have a stream, as records in the order of the writes. A write that changes nothing leaves no record. It
 * keeps everything until the end, in one shard for each stream, and does not measure sizes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class StreamLog {
  readonly #clock: () => number;
  readonly #records = new Map<string, Input[]>();

  /** @param clock milliseconds since 1970 */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The records of a stream. */
  records(streamArn: string): readonly Input[] {
    return this.#records.get(streamArn) ?? [];
  }

  /** Does some work that may write items, and records what it changed. Nothing else may write the items meanwhile. */
  async recording<T>(written: readonly WrittenItem[], store: TableStore, work: () => Promise<T>): Promise<T> {
    const before = await itemsOf(written, store);
    const done = await work();
    const after = await itemsOf(written, store);
    for (const [index, item] of written.entries()) this.#record(item, before[index], after[index]);
    return done;
  }

  #record({ table, key }: WrittenItem, before: Input | undefined, after: Input | undefined): void {
    if (table.streamArn === undefined || isDeepStrictEqual(before, after)) return;
    const records = this.#records.get(table.streamArn) ?? [];
    this.#records.set(table.streamArn, records);
    const { type, hasOld, hasNew } = viewOf(table);
    records.push({
      eventID: randomUUID().replaceAll("-", ""),
      eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: table.region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.#clock() / MILLISECONDS),
        Keys: key,
        ...(hasNew && after !== undefined ? { NewImage: after } : {}),
        ...(hasOld && before !== undefined ? { OldImage: before } : {}),
        SequenceNumber: sequenceNumber(records.length),
        StreamViewType: type,
      },
    });
  }
}

async function itemsOf(written: readonly WrittenItem[], store: TableStore): Promise<readonly (Input | undefined)[]> {
  const items: (Input | undefined)[] = [];
  for (const { table, key } of written) {
    const { body } = await store.call(table, "GetItem", { TableName: table.name, Key: key, ConsistentRead: true });
    items.push(isInput(body["Item"]) ? body["Item"] : undefined);
  }
  return items;
}
