import { distance } from "fastest-levenshtein";
import { compareText } from "./compare-text.ts";

/**
 * The candidate that a misspelt word most likely means, or undefined when none is near. Case is ignored; a third of the word's letters
 * may differ, at least two. Of equally near candidates the nearest with case wins, then the first in code-unit order, so that the answer
 * never depends on theirs.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  const [best] = [...candidates]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()), withCase: distance(word, candidate) }))
    .filter(({ edits }) => edits <= allowed)
    .sort((a, b) => a.edits - b.edits || a.withCase - b.withCase || compareText(a.candidate, b.candidate));
  return best?.candidate;
}
