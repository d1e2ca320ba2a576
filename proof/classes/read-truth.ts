import type { Condition } from "../engine/condition.ts";
import { contestedCondition, contestedResources } from "../engine/contested.ts";
import { underReadings } from "../engine/decide-under-readings.ts";
import { reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { RequestContext } from "../engine/request-context.ts";
import { type Truth, truthOf, truthOfCondition } from "./condition-sources.ts";
import { markOf } from "./reading-mark.ts";

/** Whether something applies, under every reading of AWS's pages. */
export interface ReadTruth {
  /** As the pages are read by default. */
  readonly truth: Truth;
  /** What every reading makes of it, as a text; empty where it touches no question. */
  readonly mark: string;
}

const PLAIN: Readonly<Record<Truth, ReadTruth>> = { 0: { truth: 0, mark: "" }, 2: { truth: 2, mark: "" }, 3: { truth: 3, mark: "" } };

/** What applies under every reading, perhaps, and what does under none. */
export const [ALWAYS, PERHAPS, NEVER] = [PLAIN[3], PLAIN[2], PLAIN[0]];

/** Whether no reading lets it apply. */
export const isNever = ({ truth, mark }: ReadTruth): boolean => truth === 0 && mark === "";

/** Whether two apply together. */
export function both(one: ReadTruth, other: ReadTruth): ReadTruth {
  if (isNever(one) || isNever(other)) return NEVER;
  const truth = (one.truth & other.truth) as Truth;
  return one.mark === "" && other.mark === "" ? PLAIN[truth] : { truth, mark: one.mark + other.mark };
}

/** The truth as a text. */
export const textOfTruth = ({ truth, mark }: ReadTruth): string => truth.toString() + mark;

/** Whether a condition holds in a context. One with variables is read with the whole request, which says what readings make of it. */
export function conditionAsRead(condition: Condition, context: RequestContext): ReadTruth {
  const truth = truthOfCondition(condition, context);
  const ids = condition.variables.length > 0 ? [] : contestedCondition(condition, context);
  if (ids.length === 0) return PLAIN[truth];
  return { truth, mark: markOf(ids, context.readings, (readings) => truthOfCondition(condition, context.under(readings)).toString()) };
}

/** Whether the resource element of a statement without variables reaches the resource of a request. */
export function resourceAsRead(statement: Statement, request: PreparedRequest): ReadTruth {
  const reached = (read: PreparedRequest) => truthOf(reachesResourceOf(statement, read), () => reachesResourceOf(statement, read, true));
  const ids = contestedResources(statement, request);
  const truth = reached(request);
  if (ids.length === 0) return PLAIN[truth];
  return { truth, mark: markOf(ids, request.context.readings, (readings) => reached(underReadings(request, readings)).toString()) };
}
