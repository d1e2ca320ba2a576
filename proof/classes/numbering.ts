/** Gives every text a number of its own, from 1, and equal texts one number. */
export function numbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size + 1);
    return numbers.size;
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
