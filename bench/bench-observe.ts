import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inTurn, machine } from "./measure.ts";
import { writeTrail } from "./write-trail.ts";

const RECORDS = 200_000;
const FILES = 8;
const ROUNDS = 3;

/** Records of CloudTrail that are read and decided in a second, once the declaration is rehearsed. */
export function benchObserve(out: (line: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), "palisade-bench-"));
  try {
    const bytes = writeTrail(folder, RECORDS, FILES);
    const [runs] = inTurn("observe-subject.ts", [[folder]], ROUNDS);
    if (runs === undefined) throw new Error("nothing was measured");
    const { milliseconds, cpuMilliseconds, peakMebibytes, counts } = runs.median;
    const perSecond = (time: number) => Math.round(RECORDS / (time / 1000)).toLocaleString("en");
    out(
      `observe: ${RECORDS.toLocaleString("en")} records in ${FILES.toString()} files, ${(bytes / 1e6).toFixed(0)} MB, over examples/line; median of ${ROUNDS.toString()}, ${machine()}`,
    );
    out(
      `  ${perSecond(milliseconds)} records a second, ${perSecond(cpuMilliseconds)} for a second of the processor; ${peakMebibytes.toFixed(0)} MiB; ${(counts["groups"] ?? 0).toString()} different calls`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
