import { JSONParser } from "@streamparser/json";
import type { ReadRecord } from "../../proof/observation/recorded-call.ts";
import { addRecord, countIn, type TrailTally } from "../../proof/observation/tally.ts";
import { trailStream } from "./trail-stream.ts";
import { isTrailTable, readTrailTable } from "./trail-table.ts";

/** The size of the parser's own buffer; longer strings are read in parts. */
const LONGEST_STRING = 65_536;

/** Reads a file of CloudTrail as a stream, record by record. What is wrong with the file is counted, and what stands before it counts, too. */
export async function readTrailFile(file: string, read: (record: unknown) => ReadRecord, tally: TrailTally): Promise<void> {
  const before = tally.records;
  const wrong = await (isTrailTable(file)
    ? readTrailTable(file, read, tally)
    : wrongIn(file, (record) => {
        addRecord(tally, read(record));
      }));
  if (wrong !== undefined) countIn(tally.damaged, `${file}: ${wrong}`);
  else if (tally.records === before) countIn(tally.foreign, `files without records: ${file}`);
}

/** Hands on each record of a file; resolves to what is wrong with the file, or to undefined. */
async function wrongIn(file: string, onRecord: (record: unknown) => void): Promise<string | undefined> {
  const parser = new JSONParser({ paths: ["$.Records.*"], keepStack: false, stringBufferSize: LONGEST_STRING });
  const state: { isEnded: boolean; errors: string[] } = { isEnded: false, errors: [] };
  parser.onValue = ({ value }) => {
    onRecord(value);
  };
  parser.onEnd = () => {
    state.isEnded = true;
  };
  // Without this, the parser throws.
  parser.onError = ({ message }) => {
    state.errors.push(message);
  };
  const { stream, close } = trailStream(file);
  try {
    for await (const chunk of stream) {
      parser.write(chunk as Buffer);
      if (state.errors.length > 0) break;
    }
  } catch (reason) {
    state.errors.push(reason instanceof Error ? reason.message : String(reason));
  } finally {
    close();
  }
  const [error] = state.errors;
  if (error !== undefined) return `is broken (${error.split("\n")[0] ?? ""})`;
  return state.isEnded ? undefined : "ends early";
}
