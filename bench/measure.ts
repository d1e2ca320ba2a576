import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import path from "node:path";

/** Time and memory of one run of a subject, in a process of its own. */
export interface Measured {
  readonly milliseconds: number;
  /** The time that the processor worked for it, all threads together. */
  readonly cpuMilliseconds: number;
  readonly peakMebibytes: number;
  /** Further figures that the subject counted. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The runs of a subject with the same arguments, in their order. */
export interface Runs {
  /** The run with the median time. */
  readonly median: Measured;
  readonly all: readonly Measured[];
}

/**
 * Runs a subject with each list of arguments in turn, for some rounds, each run in a new process. So a slow phase of the machine affects all
 * of them alike.
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

/** How much longer runs took than those of the size before; nothing for the first size. */
export function growthText(all: readonly Runs[], sizes: readonly number[], index: number): string {
  const [runs, before, smaller] = [all[index], all[index - 1], sizes[index - 1]];
  if (runs === undefined || before === undefined || smaller === undefined) return "";
  return `, ${growth(runs, before).toFixed(2)} times that of ${smaller.toString()}`;
}

/** The ratio of the times of two lists of runs: the median of the ratios of each round. */
function growth(after: Runs, before: Runs): number {
  const ratios = after.all.map(({ milliseconds }, round) => milliseconds / (before.all[round]?.milliseconds ?? Number.NaN));
  return medianOf(ratios);
}

const once = (subject: string, args: readonly string[]): Measured => JSON.parse(subjectOutput(subject, args)) as Measured;

/** What a subject prints, run in a process of its own. Throws if it fails. */
export function subjectOutput(subject: string, args: readonly string[]): string {
  const result = spawnSync(process.execPath, [path.join(import.meta.dirname, subject), ...args], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${subject} ${args.join(" ")}: ended with ${String(result.status)}\n${result.stderr}`);
  return result.stdout;
}

/** Measures a function in this process and prints the figures for the parent. */
export async function report(subject: () => Promise<Record<string, number>> | Record<string, number>): Promise<void> {
  const [start, worked] = [performance.now(), process.cpuUsage()];
  const counts = await subject();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(worked);
  const cpuMilliseconds = (user + system) / 1000;
  const measured: Measured = { milliseconds, cpuMilliseconds, peakMebibytes: process.resourceUsage().maxRSS / 1024, counts };
  process.stdout.write(JSON.stringify(measured));
}

/** The milliseconds that a program takes from a cold start under this Node. Throws if it fails. */
export function coldStart(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: path.join(import.meta.dirname, ".."), stdio: "ignore" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ended with ${String(status)}`);
  return performance.now() - start;
}

/** The median of some figures. */
export const medianOf = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

/** The median of several runs of a measurement. */
export const medianOfRuns = (measure: () => number, runs = 5): number => medianOf(Array.from({ length: runs }, measure));

/** The machine, for the heading of a table. */
export const machine = (): string => `${cpus().length.toString()} cores, Node ${process.versions.node}`;
