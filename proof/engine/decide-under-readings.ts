import { contestedBy } from "./contested.ts";
import { type Alternative, type Decision, decide } from "./decide.ts";
import type { Layers } from "./layers.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { choicesOf, type ReadingId, type Readings } from "./readings.ts";

/** A decision under the readings that are asked for, and what becomes of it under all others. */
export interface DecisionUnderReadings {
  readonly decision: Decision;
  /** The questions of reading that it turns on; empty where it is the same under every reading. */
  readonly dependsOn: readonly ReadingId[];
  /** Of the readings that turn it the same way, those with the fewest choices other than asked for; none where there are too many to try. */
  readonly alternatives: readonly Alternative[];
}

const MOST_COMBINATIONS = 1000;
const NO_READINGS: readonly ReadingId[] = [];
const NO_ALTERNATIVES: readonly Alternative[] = [];

/**
 * Decides a request under the readings that it was prepared with and says whether any other reading would allow what they deny, or the
 * reverse. Only the questions that the policies over the request touch are tried; most requests touch none and are decided once. They are
 * tried in all combinations, since two may turn a decision that neither turns alone: where two statements allow by different questions. A
 * request that touches so many that there are more than a thousand combinations is not tried, but said to depend on all of them.
 */
export function decideUnderEveryReading(request: PreparedRequest, layers: Layers): DecisionUnderReadings {
  const decision = decide(request, layers);
  const ids = contestedAnywhere(request, layers);
  if (ids.length === 0) return { decision, dependsOn: NO_READINGS, alternatives: NO_ALTERNATIVES };
  if (countCombinations(ids) > MOST_COMBINATIONS) return { decision, dependsOn: ids, alternatives: NO_ALTERNATIVES };
  const own = request.context.readings;
  const tried = combinations(ids).map((choices) => {
    const readings = differing(choices, own);
    return { readings, choices, decision: sizeOf(readings) === 0 ? decision : decide(underReadings(request, choices), layers) };
  });
  const verdicts = new Map(tried.map((each) => [keyOf(ids, each.choices), verdictOf(each.decision)]));
  const turned = tried.filter((each) => verdictOf(each.decision) !== verdictOf(decision));
  return {
    decision,
    dependsOn: ids.filter((id) => tried.some(({ choices }) => isTurnedBy(id, choices, ids, verdicts))),
    alternatives: [...Map.groupBy(turned, (each) => verdictOf(each.decision)).values()].flatMap((alike) => {
      const fewest = Math.min(...alike.map(({ readings }) => sizeOf(readings)));
      return alike
        .filter(({ readings }) => sizeOf(readings) === fewest)
        .map(({ readings, decision: other }) => ({ readings, decision: other }));
    }),
  };
}

const sizeOf = (readings: Partial<Readings>): number => Object.keys(readings).length;

/**
 * The same decision with the alternatives that turn it, for callers that do not ask by which questions. Where there are too many to try, it
 * is taken to turn both ways.
 */
export function decideFirmly(request: PreparedRequest, layers: Layers): Decision {
  const { decision, dependsOn, alternatives } = decideUnderEveryReading(request, layers);
  if (dependsOn.length === 0) return decision;
  if (alternatives.length > 0) return { ...decision, alternatives };
  const other = decision.outcome === "allowed" ? "implicitly-denied" : "allowed";
  return { ...decision, alternatives: [{ readings: {}, decision: { ...decision, outcome: other } }] };
}

/** Every way to read some questions otherwise than they are read, those with the fewest changes first. */
export function otherReadings(ids: Iterable<ReadingId>, own: Readings): readonly Partial<Readings>[] {
  return combinations([...ids])
    .map((choices) => differing(choices, own))
    .filter((readings) => sizeOf(readings) > 0)
    .sort((a, b) => sizeOf(a) - sizeOf(b));
}

function contestedAnywhere(request: PreparedRequest, layers: Layers): readonly ReadingId[] {
  const here = contestedBy(request, layers);
  if (request.alsoAt === undefined) return here.size === 0 ? NO_READINGS : [...here];
  return [...new Set([...here, ...contestedBy(request.alsoAt, layers)])];
}

/** The same request under other readings of some questions. */
export function underReadings(request: PreparedRequest, readings: Partial<Readings>): PreparedRequest {
  const alsoAt = request.alsoAt === undefined ? undefined : underReadings(request.alsoAt, readings);
  return { ...request, context: request.context.under({ ...request.context.readings, ...readings }), alsoAt };
}

/** What matters of a decision: whether the request is allowed, however it is denied. */
function verdictOf({ outcome }: Decision): "allowed" | "denied" | "unknown" {
  return outcome === "allowed" || outcome === "unknown" ? outcome : "denied";
}

function countCombinations(ids: readonly ReadingId[]): number {
  return ids.reduce((count, id) => count * choicesOf(id).length, 1);
}

function combinations(ids: readonly ReadingId[]): readonly Partial<Readings>[] {
  return ids.reduce<readonly Partial<Readings>[]>(
    (made, id) => made.flatMap((readings) => choicesOf(id).map((choice) => ({ ...readings, [id]: choice }))),
    [{}],
  );
}

function differing(readings: Partial<Readings>, own: Readings): Partial<Readings> {
  return Object.fromEntries(Object.entries(readings).filter(([id, choice]) => own[id as ReadingId] !== choice));
}

const keyOf = (ids: readonly ReadingId[], readings: Partial<Readings>): string => ids.map((id) => readings[id]).join();

function isTurnedBy(id: ReadingId, readings: Partial<Readings>, ids: readonly ReadingId[], verdicts: ReadonlyMap<string, string>): boolean {
  const verdict = verdicts.get(keyOf(ids, readings));
  return choicesOf(id).some((choice) => verdicts.get(keyOf(ids, { ...readings, [id]: choice })) !== verdict);
}
