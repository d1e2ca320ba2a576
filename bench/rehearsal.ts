import { machine, median } from "./measure.ts";

const SIZES = [50, 100, 200];

/** Time and memory of rehearsing synthetic stacks of about thirty resources each. */
export function benchRehearsal(out: (line: string) => void): void {
  out(`rehearsal: programs through Pulumi's SDK against the control plane; median of 5 processes, ${machine()}`);
  let before: number | undefined;
  for (const size of SIZES) {
    const { milliseconds, peakMebibytes, counts } = median("rehearsal-subject.ts", [size.toString()]);
    const { resources = 0 } = counts;
    const growth = before === undefined ? "" : `, ${(milliseconds / before).toFixed(2)} times that of ${(size / 2).toString()}`;
    out(
      `  ${size.toString().padStart(5)} stacks: ${milliseconds.toFixed(0).padStart(6)} ms, ${peakMebibytes.toFixed(0)} MiB, ${resources.toString()} resources, ${((resources / milliseconds) * 1000).toFixed(0)} a second${growth}`,
    );
    before = milliseconds;
  }
}
