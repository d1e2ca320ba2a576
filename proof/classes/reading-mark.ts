import { contestedOf, contestedPrincipals } from "../engine/contested.ts";
import { otherReadings, underReadings } from "../engine/decide-under-readings.ts";
import { grantOf, namesCaller, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { ReadingId, Readings } from "../engine/readings.ts";

/**
 * What readings of some questions make of something, as a text; empty where there is no question. Requests that are decided once have the same
 * marks, so that no reading tells them apart.
 * @param made what is made of it under readings, as a text of one length
 */
export function markOf(ids: readonly ReadingId[], own: Readings, made: (readings: Readings) => string): string {
  if (ids.length === 0) return "";
  const others = otherReadings(new Set(ids), own).map((readings) => made({ ...own, ...readings }));
  return `!${ids.join()}=${made(own)}${others.join("")}`;
}

/** What readings make of whether a statement applies to a request whose action it reaches. */
export const statementMark = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): string =>
  markOf(contestedOf(statement, request, hasBoundary), request.context.readings, (readings) => {
    const read = underReadings(request, readings);
    return `${grantOf(statement, read, hasBoundary, false).toString()}${grantOf(statement, read, hasBoundary, true).toString()}`;
  });

/** What readings make of how directly a statement names the caller of a request. */
export const principalMark = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): string =>
  markOf(contestedPrincipals(statement, request), request.context.readings, (readings) => {
    const read = underReadings(request, readings);
    return `${namesCaller(statement, read, hasBoundary).toString()}${namesCaller(statement, read, hasBoundary, true).toString()}`;
  });
