import { machine, median } from "./measure.ts";

const SIZES = [100, 1000, 2000];

/** Time and memory of loading, validating and planning organizations in the sample's proportions. */
export function benchDeclaration(out: (line: string) => void): void {
  out(`declaration: load, validate and plan; median of 5 processes, ${machine()}`);
  let before: number | undefined;
  for (const size of SIZES) {
    const { milliseconds, peakMebibytes, counts } = median("declaration-subject.ts", [size.toString()]);
    const growth =
      before === undefined || size !== 2000 ? "" : `, ${(milliseconds / before).toFixed(2)} times that of ${(size / 2).toString()}`;
    const { stacks = 0, grants = 0 } = counts;
    out(
      `  ${size.toString().padStart(5)} accounts: ${milliseconds.toFixed(0).padStart(6)} ms, ${peakMebibytes.toFixed(0)} MiB, ${stacks.toString()} stacks, ${grants.toString()} grants${growth}`,
    );
    before = milliseconds;
  }
}
