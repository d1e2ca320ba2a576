import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK = 262_144;

/** The text of a file, out of gzip where its name says so; an error of the file ends the stream. */
export function trailStream(file: string): { readonly stream: Readable; readonly close: () => void } {
  const source = createReadStream(file, { highWaterMark: CHUNK });
  const stream = file.endsWith(".gz") ? source.pipe(createGunzip({ chunkSize: CHUNK })) : source;
  source.on("error", (reason) => stream.destroy(reason));
  return { stream, close: () => void source.destroy() };
}
