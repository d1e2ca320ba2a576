import type { UnknownFact } from "../explanation/unknown-fact.ts";

/** Takes down what was found out on the way. */
export interface Notes {
  /** What is taken for granted. */
  readonly assume: (text: string) => void;
  /** A policy of unknown text; explanations call it what it is. */
  readonly miss: (fact: UnknownFact) => void;
  /** Permissions that there may be besides, which the request has to carry as unknown. */
  readonly suspect: (fact: UnknownFact) => void;
}

/** Finds something once for each key; later callers get the same with the notes that were taken the first time. */
export function withNotes<T>(): (key: string, notes: Notes, find: (notes: Notes) => T) => T {
  const found = new Map<string, { readonly value: T; readonly taken: readonly ((notes: Notes) => void)[] }>();
  return (key, notes, find) => {
    let entry = found.get(key);
    if (entry === undefined) {
      const taken: ((notes: Notes) => void)[] = [];
      const take = (note: (notes: Notes) => void) => void taken.push(note);
      const value = find({
        assume: (text) => {
          take(({ assume }) => {
            assume(text);
          });
        },
        miss: (fact) => {
          take(({ miss }) => {
            miss(fact);
          });
        },
        suspect: (fact) => {
          take(({ suspect }) => {
            suspect(fact);
          });
        },
      });
      found.set(key, (entry = { value, taken }));
    }
    for (const take of entry.taken) take(notes);
    return entry.value;
  };
}
