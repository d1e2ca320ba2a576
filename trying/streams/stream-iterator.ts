const PREFIX = "palisade-try:";

/** An iterator of a stream's shard. */
export const iteratorOfStream = (streamArn: string): string => Buffer.from(`${PREFIX}${streamArn}`).toString("base64");

/** The stream that an iterator was made for; undefined for one that was not made here. */
export function streamOfIterator(iterator: string): string | undefined {
  const text = Buffer.from(iterator, "base64").toString();
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}
