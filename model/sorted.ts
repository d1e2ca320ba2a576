import { compareText } from "../iam/compare-text.ts";

/** The entries of a mapping as a list, sorted by name. */
export function byName<T, R>(mapping: Readonly<Record<string, T>> | undefined, make: (name: string, value: T) => R): R[] {
  return Object.entries(mapping ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => make(name, value));
}

/** A list sorted by a text that each item has. */
export const sortedBy = <T>(items: readonly T[], text: (item: T) => string): T[] =>
  [...items].sort((a, b) => compareText(text(a), text(b)));

/** Words in the order of their vocabulary. */
export const inOrderOf = <T extends string>(vocabulary: readonly T[], words: readonly T[]): T[] =>
  vocabulary.filter((word) => words.includes(word));
