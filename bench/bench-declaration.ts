import { growthText, inTurn, machine } from "./measure.ts";

const SIZES = [100, 1000, 2000];

/** Time and memory of loading, validating and planning organizations in the sample's proportions. */
export function benchDeclaration(out: (line: string) => void): void {
  out(`declaration: load, validate and plan; median of 5 rounds, ${machine()}`);
  const all = inTurn(
    "declaration-subject.ts",
    SIZES.map((size) => [size.toString()]),
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, peakMebibytes, counts } = runs.median;
    const [size = 0, smaller = 0] = [SIZES[index], SIZES[index - 1]];
    const grown = size === 2 * smaller ? growthText(all, SIZES, index) : "";
    const { stacks = 0, grants = 0 } = counts;
    out(
      `  ${size.toString().padStart(5)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${peakMebibytes.toFixed(0)} MiB, ${stacks.toString()} stacks, ${grants.toString()} grants${grown}`,
    );
  }
}
