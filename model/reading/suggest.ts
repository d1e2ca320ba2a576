import { closest, distance } from "fastest-levenshtein";
import { nameText } from "../problem.ts";
import { folded, meaningsOf } from "./synonyms.ts";

/** The name that a misspelt one most likely means; undefined where none is near enough. */
export function suggestion(misspelt: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  const folded = misspelt.toLowerCase();
  const exact = names.find((name) => name.toLowerCase() === folded);
  if (exact !== undefined) return exact;
  const swapped = names.find((name) => isSwapped(folded, name.toLowerCase()));
  if (swapped !== undefined) return swapped;
  const nearest = names.length === 0 ? undefined : closest(misspelt, names);
  // One letter is likelier than the end of a word: workloads/prd means workloads/prod, not workloads.
  if (nearest !== undefined && distance(folded, nearest.toLowerCase()) === 1) return nearest;
  const extended = names.filter(
    (name) => folded.length >= 3 && (name.toLowerCase().startsWith(folded) || folded.startsWith(name.toLowerCase())),
  );
  if (extended.length === 1) return extended[0];
  if (nearest === undefined) return undefined;
  return distance(folded, nearest.toLowerCase()) <= Math.max(1, Math.floor((misspelt.length + 1) / 4)) ? nearest : undefined;
}

/** The word of the declaration that another word most likely means: the same in another spelling, a synonym, or one that is near. */
export function likelyWord(written: string, words: readonly string[]): string | undefined {
  const same = words.find((word) => folded(word) === folded(written));
  return same ?? meaningsOf(written).find((meaning) => words.includes(meaning)) ?? suggestion(written, words);
}

/** Whether two neighbouring letters have changed places, the commonest of typing errors. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const first = a.split("").findIndex((letter, index) => letter !== b[index]);
  return first !== -1 && a[first] === b[first + 1] && a[first + 1] === b[first] && a.slice(first + 2) === b.slice(first + 2);
}

const MOST_NAMES = 8;

/**
 * What to do about an unknown name: write the likely one, or choose from the list.
 * @param whenNone what to do where there is nothing to choose from
 * @param or another way to write it, beside those of the list
 */
export function chooseFrom(misspelt: string, candidates: Iterable<string>, whenNone: string, or?: string): string {
  const names = [...candidates].sort();
  const likely = suggestion(misspelt, names);
  if (likely !== undefined) return `did you mean ${JSON.stringify(likely)}?`;
  if (names.length === 0) return whenNone;
  const more = names.length - MOST_NAMES;
  const listed = `${names.slice(0, MOST_NAMES).map(nameText).join(", ")}${more > 0 ? ` and ${more.toString()} more` : ""}`;
  return `choose ${names.length > 1 ? "from " : ""}${listed}${or === undefined ? "" : `, or ${or}`}`;
}
