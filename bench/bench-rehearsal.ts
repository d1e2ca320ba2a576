import { coldStart, growth, inTurn, machine, medianOfRuns } from "./measure.ts";

const SIZES = [50, 100, 200];
const ROUNDS = 5;

const SAMPLES = ["line", "acme"];

/** Time and memory of rehearsing many copies of the smallest organization and of the sample, and of each by its command from a cold start. */
export function benchRehearsal(out: (line: string) => void): void {
  for (const sample of SAMPLES) {
    out(`rehearsal: every stack of ${sample}, many times over; median of ${ROUNDS.toString()} rounds, ${machine()}`);
    benchSizes(sample, out);
    const cold = medianOfRuns(() => coldStart(["cli/main.ts", "rehearse", "--declaration", `examples/${sample}`]));
    out(`  ${sample} itself by its command, from a cold start: ${cold.toFixed(0)} ms (median of 5)`);
  }
}

function benchSizes(sample: string, out: (line: string) => void): void {
  const all = inTurn(
    "rehearsal-subject.ts",
    SIZES.map((size) => [sample, size.toString()]),
    ROUNDS,
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, peakMebibytes, counts } = runs.median;
    const { stacks = 0, resources = 0 } = counts;
    const before = all[index - 1];
    const times = resources / (before?.median.counts["resources"] ?? Number.NaN);
    const grown =
      before === undefined
        ? ""
        : `, ${growth(runs, before).toFixed(2)} times that of ${(SIZES[index - 1] ?? 0).toString()} for ${times.toFixed(2)} times the resources`;
    const rate = (resources / milliseconds) * 1000;
    out(
      `  ${(SIZES[index] ?? 0).toString().padStart(4)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${rate.toFixed(0)} resources/s, ${resources.toString()} resources, ${stacks.toString()} stacks, ${peakMebibytes.toFixed(0)} MiB${grown}`,
    );
  }
}
