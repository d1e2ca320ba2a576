import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { KEPT } from "../cli/kept-rehearsal.ts";
import { machine } from "./measure.ts";

const RUNS = 5;
const ROOT = path.join(import.meta.dirname, "..");
const QUESTION = [
  ...["--declaration", "examples/acme", "--principal", "analytics-prod/nightly-etl"],
  ...["--action", "dynamodb:GetItem", "--resource", "orders-prod/tables/orders", "--from", "analytics-prod/main"],
];

/** Time of one question about the sample in a cold process, with its rehearsal kept and without; what else is kept goes too. */
export function benchExplain(out: (line: string) => void): void {
  out(`explain: one question about the sample, from a cold start by its npm script's command; median of ${RUNS.toString()}, ${machine()}`);
  const forget = () => rmSync(KEPT, { recursive: true, force: true });
  out(`  rehearsed first: ${median(forget).toFixed(0)} ms`);
  out(`  from the kept rehearsal: ${median(() => undefined).toFixed(0)} ms`);
}

function median(before: () => void): number {
  const all = Array.from({ length: RUNS }, () => {
    before();
    const start = performance.now();
    const { status } = spawnSync(process.execPath, ["cli/launch.cjs", "cli/main.ts", "explain", ...QUESTION], {
      cwd: ROOT,
      stdio: "ignore",
    });
    if (status !== 0) throw new Error(`explain: ended with ${String(status)}`);
    return performance.now() - start;
  });
  return all.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
