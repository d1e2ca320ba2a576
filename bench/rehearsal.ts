import { spawnSync } from "node:child_process";
import path from "node:path";
import { machine, median } from "./measure.ts";

const SIZES = [50, 100, 200];
const RUNS = 3;

const SAMPLES = ["line", "acme"];

/** Time and memory of rehearsing organizations that are the smallest one and the sample many times over, and both from a cold start. */
export function benchRehearsal(out: (line: string) => void): void {
  for (const sample of SAMPLES) {
    out(`rehearsal: every stack of ${sample}, many times over; median of ${RUNS.toString()} processes, ${machine()}`);
    benchSizes(sample, out);
    const cold = Array.from({ length: 5 }, () => coldStart(sample)).sort((a, b) => a - b)[2] ?? 0;
    out(`  ${sample} itself by its command, from a cold start: ${cold.toFixed(0)} ms (median of 5)`);
  }
}

function benchSizes(sample: string, out: (line: string) => void): void {
  let before: number | undefined;
  for (const size of SIZES) {
    const { milliseconds, peakMebibytes, counts } = median("rehearsal-subject.ts", [sample, size.toString()], RUNS);
    const { stacks = 0, resources = 0 } = counts;
    const growth = before === undefined ? "" : `, ${(milliseconds / before).toFixed(2)} times that of ${(size / 2).toString()}`;
    const rate = (resources / milliseconds) * 1000;
    out(
      `  ${size.toString().padStart(4)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${rate.toFixed(0)} resources/s, ${resources.toString()} resources, ${stacks.toString()} stacks, ${peakMebibytes.toFixed(0)} MiB${growth}`,
    );
    before = milliseconds;
  }
}

function coldStart(sample: string): number {
  const start = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, "..", "cli", "main.ts"), "rehearse", "--declaration", `examples/${sample}`],
    {
      cwd: path.join(import.meta.dirname, ".."),
      stdio: "ignore",
    },
  );
  if (status !== 0) throw new Error(`the rehearsal of ${sample} ended with ${String(status)}`);
  return performance.now() - start;
}
