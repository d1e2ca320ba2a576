import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import path from "node:path";

/** What one run of a subject in a process of its own took. */
export interface Measured {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
  /** Whatever else the subject counted. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs a subject several times, each in a fresh process, and gives the run with the median time. */
export function median(subject: string, args: readonly string[], runs = 5): Measured {
  const all = Array.from({ length: runs }, () => once(subject, args)).sort((a, b) => a.milliseconds - b.milliseconds);
  const middle = all[Math.floor(runs / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}

function once(subject: string, args: readonly string[]): Measured {
  const result = spawnSync(process.execPath, [path.join(import.meta.dirname, subject), ...args], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${subject} ${args.join(" ")}: ended with ${String(result.status)}\n${result.stderr}`);
  return JSON.parse(result.stdout) as Measured;
}

/** Measures a function in this process and prints the figures for the parent. */
export async function report(subject: () => Promise<Record<string, number>> | Record<string, number>): Promise<void> {
  const start = performance.now();
  const counts = await subject();
  const milliseconds = performance.now() - start;
  const measured: Measured = { milliseconds, peakMebibytes: process.resourceUsage().maxRSS / 1024, counts };
  process.stdout.write(JSON.stringify(measured));
}

/** Milliseconds that a program under this Node takes from a cold start, which must go well. */
export function coldStart(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: path.join(import.meta.dirname, ".."), stdio: "ignore" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ended with ${String(status)}`);
  return performance.now() - start;
}

/** The median of what a measure gives several times. */
export function medianOf(measure: () => number, runs = 5): number {
  return Array.from({ length: runs }, measure).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

/** The machine, for the heading of a table. */
export const machine = (): string => `${cpus().length.toString()} cores, Node ${process.versions.node}`;
