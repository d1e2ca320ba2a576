/** A list of which the compiler knows that it has at least one item. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Checks a list whose length the compiler cannot know. Throws when it is empty; `what` names it in the message. */
export function nonEmpty<T>(list: readonly T[], what: string): NonEmpty<T> {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${what}: the list is empty, got []; give at least one entry, or leave the statement out`);
  return [first, ...rest];
}

/** A list whose length the compiler cannot know; undefined where it is empty. */
export function someOrNone<T>(list: readonly T[]): NonEmpty<T> | undefined {
  const [first, ...rest] = list;
  return first === undefined ? undefined : [first, ...rest];
}
