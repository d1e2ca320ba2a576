import { contestedBy } from "./contested.ts";
import { type Decision, decide } from "./decide.ts";
import type { Layers } from "./layers.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { choicesOf, type ReadingId, type Readings } from "./readings.ts";

/** A decision that other readings turn, with the choices that turn it. */
export interface Alternative {
  readonly readings: Partial<Readings>;
  readonly decision: Decision;
}

/** A decision under the readings that are asked for, and what becomes of it under all others. */
export interface DecisionUnderReadings {
  readonly decision: Decision;
  /** The questions of reading that it turns on; empty where it is the same under every reading. */
  readonly dependsOn: readonly ReadingId[];
  /** Of the readings that turn it, those with the fewest choices other than asked for. */
  readonly alternatives: readonly Alternative[];
}

/**
 * Decides a request under the readings that it was prepared with and says whether any other reading would allow what they deny, or the
 * reverse. Only the questions that the policies over the request touch are tried, in all combinations; most requests touch none and are
 * decided once.
 */
export function decideUnderEveryReading(request: PreparedRequest, layers: Layers): DecisionUnderReadings {
  const decision = decide(request, layers);
  const ids = [...new Set([...contestedBy(request, layers), ...(request.alsoAt === undefined ? [] : contestedBy(request.alsoAt, layers))])];
  if (ids.length === 0) return { decision, dependsOn: [], alternatives: [] };
  const own = request.context.readings;
  const tried = combinations(ids).map((readings) => ({
    readings: differing(readings, own),
    choices: readings,
    decision: decide(underReadings(request, { ...own, ...readings }), layers),
  }));
  const verdicts = new Map(tried.map((each) => [keyOf(ids, each.choices), verdictOf(each.decision)]));
  const turned = tried.filter((each) => verdictOf(each.decision) !== verdictOf(decision));
  const fewest = Math.min(...turned.map(({ readings }) => Object.keys(readings).length));
  return {
    decision,
    dependsOn: ids.filter((id) => tried.some(({ choices }) => isTurnedBy(id, choices, ids, verdicts))),
    alternatives: turned
      .filter(({ readings }) => Object.keys(readings).length === fewest)
      .map(({ readings, decision: other }) => ({ readings, decision: other })),
  };
}

/** The same request under other readings. */
export function underReadings(request: PreparedRequest, readings: Readings): PreparedRequest {
  const alsoAt = request.alsoAt === undefined ? undefined : underReadings(request.alsoAt, readings);
  return { ...request, context: request.context.under(readings), alsoAt };
}

/** What matters of a decision: whether the request is allowed, however it is denied. */
function verdictOf({ outcome }: Decision): "allowed" | "denied" | "unknown" {
  return outcome === "allowed" || outcome === "unknown" ? outcome : "denied";
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
