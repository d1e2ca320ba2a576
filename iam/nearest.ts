import { distance } from "fastest-levenshtein";

/**
 * The candidate that a misspelt word most likely means, or undefined when none is near. Case is ignored; a third of the word's letters
 * may differ, at least two; of equally near candidates the first in code-unit order wins, so that the answer never depends on theirs.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits > allowed) continue;
    if (best === undefined || edits < best.edits || (edits === best.edits && candidate < best.candidate)) best = { candidate, edits };
  }
  return best?.candidate;
}
