/** How many characters of ARNs a statement names at most, which leaves half of a document to whom it exempts, whatever is named. */
const CHARACTERS_OF_A_STATEMENT = 5_000;

/** Spreads what statements name over as many statements as it fills, in its order. A statement that denies does so for each ARN by itself. */
export function partsOf<T>(named: readonly T[], arnOf: (each: T) => string): T[][] {
  const parts: T[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const each of named) {
    const added = arnOf(each).length + QUOTES;
    if (length + added > CHARACTERS_OF_A_STATEMENT) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(each);
    length += added;
  }
  return parts;
}

/** Two quotes and a comma. */
const QUOTES = 3;

/** What ends the Sid of a part: nothing for the first one. */
export const partSuffix = (index: number): string => (index === 0 ? "" : `Part${(index + 1).toString()}`);
