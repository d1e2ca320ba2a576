import QuickLRU from "quick-lru";

const MOST_TEXTS = 100_000;

/**
 * Gives every text a number of its own, from 1, and equal texts one number. A text that was not seen for long gets another one, so that not all
 * texts of a large organization are kept.
 */
export function numbering(): (text: string) => number {
  const numbers = new QuickLRU<string, number>({ maxSize: MOST_TEXTS });
  let last = 0;
  return (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, ++last);
    return last;
  };
}

/** Gives every object a number of its own, from 1. */
export function identities(): (each: object) => number {
  const numbers = new WeakMap<object, number>();
  let count = 0;
  return (each) => {
    const number = numbers.get(each) ?? ++count;
    numbers.set(each, number);
    return number;
  };
}
