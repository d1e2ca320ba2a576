import { coldStart, machine, median, medianOf } from "./measure.ts";

const SIZES = [50, 100, 200];
const RUNS = 3;

const SAMPLES = ["line", "acme"];

/** Time and memory of rehearsing organizations that are the smallest one and the sample many times over, and both from a cold start. */
export function benchRehearsal(out: (line: string) => void): void {
  for (const sample of SAMPLES) {
    out(`rehearsal: every stack of ${sample}, many times over; median of ${RUNS.toString()} processes, ${machine()}`);
    benchSizes(sample, out);
    const cold = medianOf(() => coldStart(["cli/main.ts", "rehearse", "--declaration", `examples/${sample}`]));
    out(`  ${sample} itself by its command, from a cold start: ${cold.toFixed(0)} ms (median of 5)`);
  }
}

function benchSizes(sample: string, out: (line: string) => void): void {
  let before: { readonly milliseconds: number; readonly resources: number } | undefined;
  for (const size of SIZES) {
    const { milliseconds, peakMebibytes, counts } = median("rehearsal-subject.ts", [sample, size.toString()], RUNS);
    const { stacks = 0, resources = 0 } = counts;
    const growth =
      before === undefined
        ? ""
        : `, ${(milliseconds / before.milliseconds).toFixed(2)} times that of ${(size / 2).toString()} for ${(resources / before.resources).toFixed(2)} times the resources`;
    const rate = (resources / milliseconds) * 1000;
    out(
      `  ${size.toString().padStart(4)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${rate.toFixed(0)} resources/s, ${resources.toString()} resources, ${stacks.toString()} stacks, ${peakMebibytes.toFixed(0)} MiB${growth}`,
    );
    before = { milliseconds, resources };
  }
}
