/** A list that holds at least one thing, known as such by the compiler. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Takes a list whose length only the run knows. Throws when it is empty; `what` names it in the message. */
export function nonEmpty<T>(list: readonly T[], what: string): NonEmpty<T> {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${what}: the list is empty, got []; give at least one entry, or leave the statement out`);
  return [first, ...rest];
}
