import { DEFAULT_READINGS, READINGS, type ReadingId, type Readings } from "./readings.ts";

/** A question of reading with the choice that is taken and another one, in words. */
export interface ReadingChoice {
  readonly id: ReadingId;
  readonly question: string;
  readonly taken: string;
  readonly other: string;
}

/** What is read otherwise than by default, question by question. */
export function choicesIn(readings: Partial<Readings>, own: Readings = DEFAULT_READINGS): ReadingChoice[] {
  return READINGS.flatMap(({ id, question, choices }): ReadingChoice[] => {
    const other = readings[id];
    const words = (choice: string): string => `${choice}: ${(choices as Readonly<Record<string, string>>)[choice] ?? ""}`;
    return other === undefined || other === own[id] ? [] : [{ id, question, taken: words(own[id]), other: words(other) }];
  });
}
