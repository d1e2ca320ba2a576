import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { growthText, inTurn, machine } from "./measure.ts";

const SIZES = [500, 1000];
const ROUNDS = 3;

/** Time and memory of the proof of drawn organizations, in which no two accounts are alike; their rehearsal is not counted. */
export function benchProof(out: (line: string) => void): void {
  out(`proof: drawn organizations with as many tables as accounts, after their rehearsal; median of ${ROUNDS.toString()}, ${machine()}`);
  const folder = mkdtempSync(path.join(tmpdir(), "palisade-bench-"));
  try {
    const drawn = SIZES.map((size) => rehearsed(size, path.join(folder, size.toString())));
    const all = inTurn(
      "proof-subject.ts",
      drawn.map((each) => [each]),
      ROUNDS,
    );
    for (const [index, runs] of all.entries()) {
      const { milliseconds, cpuMilliseconds, peakMebibytes, counts } = runs.median;
      const { classes = 0, decisions = 0 } = counts;
      const size = (SIZES[index] ?? 0).toString().padStart(4);
      const seconds = (each: number) => (each / 1000).toFixed(1);
      out(
        `  ${size} accounts: ${seconds(milliseconds)} s, ${seconds(cpuMilliseconds)} s of both cores, ${classes.toLocaleString("en")} classes by ${decisions.toLocaleString("en")} decisions, ${peakMebibytes.toFixed(0)} MiB${growthText(all, SIZES, index)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The folder of a drawn organization with what its rehearsal makes. */
function rehearsed(size: number, folder: string): string {
  const script = path.join(import.meta.dirname, "rehearse-drawn.ts");
  const { status } = spawnSync(process.execPath, [script, size.toString(), folder], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${size.toString()} accounts: cannot be rehearsed`);
  return folder;
}
