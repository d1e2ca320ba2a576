import { growth, inTurn, machine } from "./measure.ts";

const SIZES = [500, 1000];
const ROUNDS = 1;

/** Time and memory of the proof of drawn organizations, in which no two accounts are alike; their rehearsal is not counted. */
export function benchProof(out: (line: string) => void): void {
  out(`proof: drawn organizations with as many tables as accounts, after their rehearsal; ${machine()}`);
  const all = inTurn(
    "proof-subject.ts",
    SIZES.map((size) => [size.toString()]),
    ROUNDS,
  );
  for (const [index, runs] of all.entries()) {
    const { milliseconds, peakMebibytes, counts } = runs.median;
    const { classes = 0, decisions = 0 } = counts;
    const before = all[index - 1];
    const grown = before === undefined ? "" : `, ${growth(runs, before).toFixed(2)} times that of ${(SIZES[index - 1] ?? 0).toString()}`;
    const size = (SIZES[index] ?? 0).toString().padStart(4);
    out(
      `  ${size} accounts: ${(milliseconds / 1000).toFixed(1)} s, ${classes.toLocaleString("en")} classes by ${decisions.toLocaleString("en")} decisions, ${peakMebibytes.toFixed(0)} MiB with the rehearsal${grown}`,
    );
  }
}
