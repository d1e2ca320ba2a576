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

/** What runs of a subject with the same arguments took, in their order. */
export interface Runs {
  /** The run with the median time. */
  readonly median: Measured;
  readonly all: readonly Measured[];
}

/**
 * Runs a subject with each list of arguments in turn, so many rounds, each run in a fresh process. What slows the machine down for a while
 * so slows all of them alike.
 */
export function inTurn(subject: string, lists: readonly (readonly string[])[], rounds = 5): readonly Runs[] {
  const measured = Array.from({ length: rounds }, () => lists.map((args) => once(subject, args)));
  return lists.map((_, index) => {
    const all = measured.flatMap((round) => round[index] ?? []);
    const median = all.toSorted((a, b) => a.milliseconds - b.milliseconds)[Math.floor(rounds / 2)];
    if (median === undefined) throw new Error("nothing was measured");
    return { median, all };
  });
}

/** How many times as long the runs took as others of the same rounds: the median of the rounds. */
export function growth(after: Runs, before: Runs): number {
  const ratios = after.all.map(({ milliseconds }, round) => milliseconds / (before.all[round]?.milliseconds ?? Number.NaN));
  return medianOf(ratios);
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

/** The middle one of some figures. */
export const medianOf = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

/** The median of what a measure gives several times. */
export const medianOfRuns = (measure: () => number, runs = 5): number => medianOf(Array.from({ length: runs }, measure));

/** The machine, for the heading of a table. */
export const machine = (): string => `${cpus().length.toString()} cores, Node ${process.versions.node}`;
