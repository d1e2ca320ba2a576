import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import { exportedRows } from "../../proof/observation/exported-row.ts";
import type { ReadRecord } from "../../proof/observation/recorded-call.ts";
import { addRecord, type TrailTally } from "../../proof/observation/tally.ts";
import { trailStream } from "./trail-stream.ts";

/** Whether a file is a table that a query exported. */
export const isTrailTable = (file: string): boolean => /\.csv(?:\.gz)?$/i.test(file);

/** Longer rows than any record of CloudTrail: what has no end is not kept in memory. */
const LONGEST_ROW = 4_000_000;

/** Hands on each row of a table as a record, and counts the damaged ones; resolves to what is wrong with the file, or to undefined. */
export async function readTrailTable(file: string, read: (record: unknown) => ReadRecord, tally: TrailTally): Promise<string | undefined> {
  const { stream, close } = trailStream(file);
  const state = { isUnclosed: false, line: 0 };
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_ROW,
    on_skip: (error) => {
      if (error === undefined) return;
      state.isUnclosed ||= error.code.endsWith("QUOTE_NOT_CLOSED");
      // A row may have several mistakes.
      if (state.isUnclosed || error["lines"] === state.line) return;
      state.line = Number(error["lines"]);
      addRecord(tally, { kind: "damaged", what: `rows that are no CSV (${error.code})` });
    },
  });
  // The parser hands on the error of what it reads from.
  pipeline(stream, parser, () => undefined);
  let rows: ReturnType<typeof exportedRows> | undefined;
  try {
    for await (const row of parser as AsyncIterable<readonly string[]>) {
      if (rows === undefined) {
        rows = exportedRows(row);
        if ("wrong" in rows) return rows.wrong;
        continue;
      }
      if ("wrong" in rows) return rows.wrong;
      const { record, damaged } = rows(row);
      addRecord(tally, damaged === undefined ? read(record) : { kind: "damaged", what: damaged });
    }
  } catch (reason) {
    return `is broken (${reason instanceof Error ? (reason.message.split("\n")[0] ?? "") : String(reason)})`;
  } finally {
    close();
  }
  return state.isUnclosed ? "ends early" : undefined;
}
