import { growthText, inTurn, machine } from "./measure.ts";

const SIZES = [500, 1000, 2000];

/** Time and memory of making the guardrails of drawn organizations from their plan, and holding them to every quota of AWS's. */
export function benchGuardrails(out: (line: string) => void): void {
  out(`guardrails: documents and places of drawn organizations, and every quota; median of 5 rounds, ${machine()}`);
  const all = inTurn(
    "guardrails-subject.ts",
    SIZES.map((size) => [size.toString()]),
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, peakMebibytes, counts } = runs.median;
    const { problems = 0 } = counts;
    out(
      `  ${(SIZES[index] ?? 0).toString().padStart(4)} accounts: ${milliseconds.toFixed(0)} ms, ${peakMebibytes.toFixed(0)} MiB, ${problems.toString()} problems${growthText(all, SIZES, index)}`,
    );
  }
}
