import { inTurn, machine } from "./measure.ts";

const MILLISECONDS = 1000;
const AT_ONCE = ["1", "16", "64"];
const ROUNDS = 3;

/**
 * Requests per second of the proxy behind `npm run try`, over the sample: signed Query, PutItem and GetItem, each verified, decided and passed
 * on to a stub. The sender has a process of its own; the processor's time is the proxy's.
 */
export function benchTry(out: (line: string) => void): void {
  out(`try: requests per second, verified and decided over the sample, with a stub behind; median of ${ROUNDS.toString()}, ${machine()}`);
  const runs = inTurn(
    "try-subject.ts",
    AT_ONCE.map((load) => ["examples/acme", load]),
    ROUNDS,
  );
  for (const [index, load] of AT_ONCE.entries()) {
    const median = runs[index]?.median;
    if (median === undefined) continue;
    const { milliseconds, cpuMilliseconds, counts } = median;
    const requests = counts["requests"] ?? 0;
    const perSecond = ((requests / milliseconds) * MILLISECONDS).toFixed(0);
    out(`  ${load.padStart(3)} at once: ${perSecond} a second, ${(cpuMilliseconds / requests).toFixed(2)} ms of processor each`);
  }
}
