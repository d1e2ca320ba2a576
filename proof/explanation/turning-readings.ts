import { decideUnderEveryReading } from "../engine/decide-under-readings.ts";
import type { Layers } from "../engine/layers.ts";
import { prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { choicesIn, type ReadingChoice } from "../engine/reading-choice.ts";
import { DEFAULT_READINGS, type Readings } from "../engine/readings.ts";
import type { AskedStep } from "./asked-step.ts";
import type { Explanation } from "./explain.ts";

/** What decides a call, and how. */
interface DecidedAsRead extends Pick<Explanation, "decision" | "by"> {
  readonly asked: AskedStep;
}

/** A reading of AWS's pages that turns a call, and what becomes of the call under it. Plain data, as `--json` prints it. */
export interface TurningReading extends ReadingChoice, DecidedAsRead {
  /** The other questions that have to be read otherwise, too. */
  readonly besides: readonly string[];
}

/**
 * The readings that turn a call from allowed to denied, or the reverse; none for most. Each of its requests is asked under every reading, and
 * the whole call under those that turn one of them.
 * @param decided what decides the call under some readings
 */
export function turningReadings(
  steps: readonly { readonly request: Request; readonly layers: Layers }[],
  surroundings: Surroundings,
  decided: (readings: Readings) => DecidedAsRead,
): TurningReading[] {
  const own = surroundings.readings ?? DEFAULT_READINGS;
  const alternatives = steps.flatMap(
    ({ request, layers }) => decideUnderEveryReading(prepareRequest(request, surroundings), layers).alternatives,
  );
  if (alternatives.length === 0) return [];
  const before = verdictOf(decided(own));
  // Two requests of one call may each turn on a question of their own, so that only both together turn the call.
  const together = Object.assign({}, ...alternatives.map(({ readings }) => readings)) as Partial<Readings>;
  const turned = (readings: Partial<Readings>): TurningReading[] => {
    const { decision, by, asked } = decided({ ...own, ...readings });
    if (verdictOf({ decision }) === before) return [];
    const choices = choicesIn(readings, own);
    return choices.map((each) => ({ ...each, decision, by, asked, besides: choices.flatMap(({ id }) => (id === each.id ? [] : [id])) }));
  };
  const distinct = new Map(alternatives.map(({ readings }) => [JSON.stringify(readings), readings]));
  const alone = [...distinct.values()].flatMap(turned);
  return alone.length > 0 ? alone : turned(together);
}

const verdictOf = ({ decision }: Pick<Explanation, "decision">): string =>
  decision === "allowed" || decision === "unknown" ? decision : "denied";
