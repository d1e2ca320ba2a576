/** How many names a line of a message has at most. */
const MOST_NAMES = 12;

/** Names for a message: all where they are few, else the first of them and how many there are besides. */
export function someOf(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(", ");
  return `${names.slice(0, MOST_NAMES).join(", ")} and ${(names.length - MOST_NAMES).toString()} more`;
}
