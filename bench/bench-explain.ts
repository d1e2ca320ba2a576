import { rmSync } from "node:fs";
import { KEPT } from "../cli/input/kept-rehearsal.ts";
import { coldStart, machine, medianOfRuns } from "./measure.ts";

const RUNS = 5;
/** What is asked of the sample. */
export const QUESTION = [
  ...["--declaration", "examples/acme", "--principal", "analytics-prod/nightly-etl"],
  ...["--action", "dynamodb:GetItem", "--resource", "orders-prod/tables/orders", "--from", "analytics-prod/main"],
];

/** Time of one question about the sample in a new process, with a stored rehearsal and without. Removes all stored rehearsals. */
export function benchExplain(out: (line: string) => void): void {
  out(`explain: one question about the sample, from a cold start by its npm script's command; median of ${RUNS.toString()}, ${machine()}`);
  const answered = () => coldStart(["cli/launch.cjs", "cli/main.ts", "explain", ...QUESTION]);
  const answeredAnew = () => {
    rmSync(KEPT, { recursive: true, force: true });
    return answered();
  };
  out(`  rehearsed first: ${medianOfRuns(answeredAnew, RUNS).toFixed(0)} ms`);
  out(`  from the kept rehearsal: ${medianOfRuns(answered, RUNS).toFixed(0)} ms`);
}
