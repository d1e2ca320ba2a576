import { growthText, inTurn, machine } from "./measure.ts";

const SIZES = [250, 500, 1000];
const ROUNDS = 3;

/** Time and memory of adopting an organization from JSON that the AWS CLI wrote, and of rehearsing what was written. */
export function benchAdoption(out: (line: string) => void): void {
  out(`adoption: from a folder of JSON, then the rehearsal of what was written; median of ${ROUNDS.toString()} rounds, ${machine()}`);
  const all = inTurn(
    "adoption-subject.ts",
    SIZES.map((size) => [size.toString()]),
    ROUNDS,
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, peakMebibytes, counts } = runs.median;
    const { written = 0, referenced = 0 } = counts;
    out(
      `  ${(SIZES[index] ?? 0).toString().padStart(4)} accounts, ${referenced.toString()} referenced: written after ${written.toFixed(0)} ms, rehearsed after ${milliseconds.toFixed(0)} ms, ${peakMebibytes.toFixed(0)} MiB${growthText(all, SIZES, index)}`,
    );
  }
}
