import { holdsWithin } from "../engine/condition.ts";
import { areOdd, contestedElements, contestedOf } from "../engine/contested.ts";
import { otherReadings, underReadings } from "../engine/decide-under-readings.ts";
import type { Layers } from "../engine/layers.ts";
import { namesCaller, reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { ContextValues } from "../engine/request-context.ts";

/**
 * What a statement makes of a request under every other reading of the questions that it touches, action apart, as text; empty where it
 * touches none. Requests that are decided once have the same mark of every statement, so that no reading tells them apart.
 */
export function readingMark(statement: Statement, request: PreparedRequest, { hasBoundary, isOdd }: Marking): string {
  if (!statement.isContestable && !isOdd) return "";
  const ids = contestedOf(statement, request, hasBoundary);
  if (ids.length === 0) return "";
  let mark = `!${ids.join()}`;
  for (const readings of otherReadings(new Set(ids), request.context.readings)) {
    const read = underReadings(request, readings);
    mark += `${applying(statement, read, hasBoundary, false)}${applying(statement, read, hasBoundary, true)}`;
  }
  return mark;
}

/** What marks are made with. */
export interface Marking {
  readonly hasBoundary: boolean;
  /** Whether the request may touch a question in any statement; see `isOddRequest` and `isOddChange`. */
  readonly isOdd: boolean;
}

/** Whether a request may touch a question in any statement because of what it carries besides. */
export const isOddChange = (changes: ContextValues): boolean =>
  Object.values(changes).some((value) => areOdd(typeof value === "string" ? [value] : value));

/** Whether a decision may turn on a reading: where a statement has a mark, or an endpoint's policy names accounts. */
export const mayTurn = (key: string, { groups }: Layers): boolean =>
  key.includes("!") ||
  groups.some(({ layer, policies }) => layer === "endpoint" && policies.some(({ contestable }) => contestable.length > 0));

/** How a statement certainly or perhaps applies, in letters. */
function applying(statement: Statement, request: PreparedRequest, hasBoundary: boolean, isPossible: boolean): string {
  const { conditions } = statement;
  const grant = namesCaller(statement, request, hasBoundary, isPossible);
  const isReached = reachesResourceOf(statement, request, isPossible);
  return isReached && conditions.every((each) => holdsWithin(each, request.context, isPossible)) ? "abcd".charAt(grant) : "a";
}

/** Whether a reading may decide that a statement speaks of the caller and the resource of a request. */
export const mayBeRead = (statement: Statement, request: PreparedRequest): boolean => contestedElements(statement, request).length > 0;
