import { isInput } from "../request-input.ts";

/** A place in the one shard of a stream. */
export interface StreamIterator {
  readonly streamArn: string;
  /** How many records are before it. */
  readonly position: number;
  /** When it was made, in milliseconds since 1970. */
  readonly issued: number;
}

/** An iterator as calls have it. */
export const iteratorText = (iterator: StreamIterator): string => Buffer.from(JSON.stringify(iterator)).toString("base64");

/** Reads an iterator; undefined for one that was not made here. */
export function readIterator(text: string): StreamIterator | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64").toString());
    if (!isInput(read)) return undefined;
    const { streamArn, position, issued } = read;
    if (typeof streamArn !== "string" || typeof issued !== "number") return undefined;
    if (typeof position !== "number" || !Number.isSafeInteger(position) || position < 0) return undefined;
    return { streamArn, position, issued };
  } catch {
    return undefined;
  }
}
