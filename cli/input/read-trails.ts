import { globSync, statSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { recordReader } from "../../proof/observation/read-record.ts";
import { addTally, emptyTally, type TrailTally } from "../../proof/observation/tally.ts";
import type { TrailSurroundings } from "../../proof/observation/trail-surroundings.ts";
import { WrongUse } from "../output/streams.ts";
import { readTrailFile } from "./trail-file.ts";

/** What a thread is started with. */
export interface TrailThreadData {
  readonly files: readonly string[];
  readonly surroundings: TrailSurroundings;
  /** How many files the threads have taken so far, as one integer. */
  readonly taken: SharedArrayBuffer;
}

/** What CloudTrail writes beside records: digests of its files, and the signature of a query's results. */
const NO_RECORDS = /CloudTrail-Digest|(?:^|[\\/])result_sign\.json$/;

/** The files of CloudTrail that are named, or that lie below folders that are, sorted. Digests and signatures are none. */
export function trailFiles(named: readonly string[]): string[] {
  const files = named.flatMap((name) => {
    const stat = statSync(name, { throwIfNoEntry: false });
    if (stat === undefined)
      throw new WrongUse(`<files>: is not there, got ${JSON.stringify(name)}; name files of CloudTrail, or folders of them`);
    if (!stat.isDirectory()) return [name];
    const found = globSync("**/*.{json,json.gz,csv,csv.gz}", { cwd: name }).filter((each) => !NO_RECORDS.test(each));
    if (found.length === 0)
      throw new WrongUse(
        `<files>: has no files of CloudTrail, got ${JSON.stringify(name)}; name a folder with .json, .json.gz, .csv or .csv.gz files in it`,
      );
    return found.sort().map((each) => path.join(name, each));
  });
  return [...new Set(files)];
}

/** From this many bytes on, a second thread saves more time than its start takes. */
const LARGE = 20_000_000;

/** Reads files record by record; where there are several large ones, with a second thread. The result is the same. */
export async function readTrails(files: readonly string[], surroundings: TrailSurroundings, large = LARGE): Promise<TrailTally> {
  const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size * (file.endsWith(".gz") ? TYPICAL_RATIO : 1), 0);
  const data: TrailThreadData = { files, surroundings, taken };
  if (files.length < 2 || bytes < large) return readTaken(data);
  const worker = new Worker(new URL("./trail-thread.ts", import.meta.url), { workerData: data });
  const other = new Promise<TrailTally>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const [own, theirs] = await Promise.all([readTaken(data), other]);
  addTally(own, theirs);
  return own;
}

/** How many times as large files of CloudTrail are without gzip, roughly. */
const TYPICAL_RATIO = 10;

/** Reads the files that no other thread takes. */
export async function readTaken({ files, surroundings, taken }: TrailThreadData): Promise<TrailTally> {
  const tally = emptyTally();
  const read = recordReader(surroundings);
  const counter = new Int32Array(taken);
  for (;;) {
    const file = files[Atomics.add(counter, 0, 1)];
    if (file === undefined) return tally;
    await readTrailFile(file, read, tally);
  }
}
