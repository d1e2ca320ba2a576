import { classKey } from "../classes/principals.ts";
import type { SessionGraph } from "./session-graph.ts";
import type { Taking } from "./taking.ts";

/** Steps by which a principal comes to act as a role: the role of each is the taker of the next. */
export type Chain = readonly Taking[];

/** Whether every step of a chain is certain, and rests on nothing that is unknown. */
export const isCertain = (chain: Chain): boolean => chain.every(isCertainStep);

const isCertainStep = ({ accesses }: Taking): boolean => accesses.some(({ terms }) => terms.unknowns.length === 0);

/** What a chain rests on that is unknown: of each step under the terms that rest on least. */
export const unknownsOf = (chain: Chain): readonly string[] => [
  ...new Set(chain.flatMap(({ accesses }) => accesses.map(({ terms }) => terms.unknowns).toSorted((a, b) => a.length - b.length)[0] ?? [])),
];

/** A chain with the ARN that it has led to. */
interface Way {
  readonly end: string;
  readonly chain: Chain;
}

/**
 * Everybody who may come to act as a role, each by one chain: a certain one if there is one, and then the shortest. Roles that take each
 * other in a circle are gone through once.
 */
export function chainsTo({ takersOf, handersOf }: SessionGraph, roleArn: string): Chain[] {
  const steps = (arn: string) => [...takersOf(arn), ...handersOf(arn)];
  return closure(
    roleArn,
    (arn) => steps(arn).map((step) => ({ step, next: step.taker.principal, key: classKey(step.taker) })),
    (chain, step) => [step, ...chain],
  );
}

/** Every role that a principal may come to act as, each by one chain. */
export function chainsFrom({ takenBy }: SessionGraph, principalArn: string): Chain[] {
  return closure(
    principalArn,
    (arn) => takenBy(arn).map((step) => ({ step, next: step.role.arn, key: step.role.arn })),
    (chain, step) => [...chain, step],
  );
}

interface Step {
  readonly step: Taking;
  /** The ARN that the step leads to. */
  readonly next: string;
  /** What a chain is found for. */
  readonly key: string;
}

function closure(start: string, stepsAt: (arn: string) => readonly Step[], add: (chain: Chain, step: Taking) => Chain): Chain[] {
  const found = new Map<string, Chain>();
  for (const isUnknownToo of [false, true]) {
    const seen = new Set([start]);
    let ways: readonly Way[] = [{ end: start, chain: [] }];
    while (ways.length > 0) {
      ways = ways.flatMap(({ end, chain }) =>
        stepsAt(end).flatMap(({ step, next, key }): Way[] => {
          if (next === start || !(isUnknownToo || isCertainStep(step))) return [];
          const longer = add(chain, step);
          if (!found.has(key)) found.set(key, longer);
          if (seen.has(next)) return [];
          seen.add(next);
          return [{ end: next, chain: longer }];
        }),
      );
    }
  }
  return [...found.values()];
}
