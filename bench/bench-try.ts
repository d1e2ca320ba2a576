import { machine, medianOf, subjectOutput } from "./measure.ts";
import type { Round, RoundsOfLoad } from "./try-subject.ts";

const MILLISECONDS = 1000;
const AT_ONCE = ["1", "16", "64"];
const ROUNDS = 7;

/**
 * Requests per second of the proxy behind `npm run try`, over the sample: Query, PutItem and GetItem, each verified, decided and passed on to
 * a stub. They are signed beforehand, and the sender has a process of its own, so that what callers do counts little; what the processor
 * works for both is told apart. A server that only answers shows what HTTP alone takes on the machine, between the same two processes.
 */
export function benchTry(out: (line: string) => void): void {
  out(`try: requests per second, verified and decided over the sample, with a stub behind; median of ${ROUNDS.toString()}, ${machine()}`);
  const measured = JSON.parse(subjectOutput("try-subject.ts", ["examples/acme", ROUNDS.toString(), ...AT_ONCE])) as RoundsOfLoad[];
  for (const { atOnce, proxy, bare } of measured) {
    out(`  ${atOnce.toString().padStart(3)} at once: ${figuresOf(proxy)}`);
    out(`      answers alone: ${figuresOf(bare)}`);
  }
}

function figuresOf(rounds: readonly Round[]): string {
  const perSecond = medianOf(rounds.map(({ requests, milliseconds }) => (requests / milliseconds) * MILLISECONDS));
  const server = medianOf(rounds.map(({ requests, serverMilliseconds }) => serverMilliseconds / requests));
  const sender = medianOf(rounds.map(({ requests, senderMilliseconds }) => senderMilliseconds / requests));
  return `${perSecond.toFixed(0)} a second, ${server.toFixed(2)} ms of processor each, ${sender.toFixed(2)} ms for its sender`;
}
