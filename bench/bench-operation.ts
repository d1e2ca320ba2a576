import { growthText, inTurn, machine } from "./measure.ts";

const SIZES = [250, 500, 1000];
const ROUNDS = 3;

/** The own time of `up` for a stack: what the operator and Pulumi's Automation API take, over a CLI that answers at once. */
export function benchOperation(out: (line: string) => void): void {
  out(
    `operation: up of copies of examples/line, 8 stacks at once, over a stand-in for the CLI within the process; proof and starts of processes left out; median of ${ROUNDS.toString()}, ${machine()}`,
  );
  const all = inTurn(
    "operation-subject.ts",
    SIZES.map((size) => [size.toString()]),
    ROUNDS,
  );
  for (const [index, runs] of all.entries()) {
    const { peakMebibytes, counts } = runs.median;
    const { stacks = 0, first = 0, firstCpu = 0, second = 0, calls = 0 } = counts;
    const each = (milliseconds: number) => (milliseconds / stacks).toFixed(1);
    out(
      `  ${(SIZES[index] ?? 0).toString().padStart(4)} accounts, ${stacks.toString()} stacks: ${each(first)} ms a stack, ${each(firstCpu)} ms of the processor; unchanged ${each(second)} ms; ${calls.toString()} calls of the CLI, ${peakMebibytes.toFixed(0)} MiB${growthText(all, SIZES, index)}`,
    );
  }
}
