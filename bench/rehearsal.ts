import { spawnSync } from "node:child_process";
import path from "node:path";
import { machine, median } from "./measure.ts";

const SIZES = [50, 100, 200];
const RUNS = 3;

/** Time and memory of rehearsing organizations that are the smallest one many times over, and that one from a cold start. */
export function benchRehearsal(out: (line: string) => void): void {
  out(`rehearsal: every stack of the line, many times over; median of ${RUNS.toString()} processes, ${machine()}`);
  let before: number | undefined;
  for (const size of SIZES) {
    const { milliseconds, peakMebibytes, counts } = median("rehearsal-subject.ts", ["line", size.toString()], RUNS);
    const { stacks = 0, resources = 0 } = counts;
    const growth = before === undefined ? "" : `, ${(milliseconds / before).toFixed(2)} times that of ${(size / 2).toString()}`;
    const rate = (resources / milliseconds) * 1000;
    out(
      `  ${size.toString().padStart(4)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${rate.toFixed(0)} resources/s, ${resources.toString()} resources, ${stacks.toString()} stacks, ${peakMebibytes.toFixed(0)} MiB${growth}`,
    );
    before = milliseconds;
  }
  const cold = Array.from({ length: 5 }, coldStart).sort((a, b) => a - b)[2] ?? 0;
  out(`  the line itself by its command, from a cold start: ${cold.toFixed(0)} ms (median of 5)`);
}

function coldStart(): number {
  const start = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, "..", "cli", "main.ts"), "rehearse", "--declaration", "examples/line"],
    {
      cwd: path.join(import.meta.dirname, ".."),
      stdio: "ignore",
    },
  );
  if (status !== 0) throw new Error(`the rehearsal of the line ended with ${String(status)}`);
  return performance.now() - start;
}
