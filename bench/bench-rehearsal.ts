import { coldStart, growthText, inTurn, machine, medianOfRuns } from "./measure.ts";

const SIZES = { line: [500, 1000, 2000], acme: [50, 100, 200] };
const ROUNDS = 3;

/** Time and memory of rehearsing many copies of the smallest organization and of the sample, and of each by its command from a cold start. */
export function benchRehearsal(out: (line: string) => void): void {
  for (const [sample, sizes] of Object.entries(SIZES)) {
    out(`rehearsal: every stack of ${sample}, many times over; median of ${ROUNDS.toString()} rounds, ${machine()}`);
    benchSizes(sample, sizes, out);
    const cold = medianOfRuns(() => coldStart(["cli/main.ts", "rehearse", "--declaration", `examples/${sample}`]));
    out(`  ${sample} itself by its command, from a cold start: ${cold.toFixed(0)} ms (median of 5)`);
  }
}

function benchSizes(sample: string, sizes: readonly number[], out: (line: string) => void): void {
  const all = inTurn(
    "rehearsal-subject.ts",
    sizes.map((size) => [sample, size.toString()]),
    ROUNDS,
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, cpuMilliseconds, peakMebibytes, counts } = runs.median;
    const { stacks = 0, resources = 0 } = counts;
    const before = all[index - 1];
    const times = resources / (before?.median.counts["resources"] ?? Number.NaN);
    const grown = before === undefined ? "" : `${growthText(all, sizes, index)} for ${times.toFixed(2)} times the resources`;
    const rate = (resources / milliseconds) * 1000;
    out(
      `  ${(sizes[index] ?? 0).toString().padStart(4)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${cpuMilliseconds.toFixed(0)} ms of the processor, ${rate.toFixed(0)} resources/s, ${resources.toString()} resources, ${stacks.toString()} stacks, ${peakMebibytes.toFixed(0)} MiB${grown}`,
    );
  }
}
