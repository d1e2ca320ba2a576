/** Seeded choices: the same seed makes the same ones. */
export interface Random {
  /** A whole number from 0 up to, not including, the bound. */
  below(bound: number): number;
  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean;
  /** One of several. */
  pick<T>(choices: readonly T[]): T;
  /** Some of several in their order, at least a number of them. */
  some<T>(choices: readonly T[], atLeast: number, atMost: number): T[];
  /** As many as chance wants between two numbers, made one by one. */
  many<T>(atLeast: number, atMost: number, make: (index: number) => T): T[];
}

/** Mulberry32, a generator of 32 bits that is good enough to draw test cases. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    some: (choices, atLeast, atMost) => {
      const left = [...choices];
      const wanted = Math.min(left.length, atLeast + below(atMost - atLeast + 1));
      while (left.length > wanted) left.splice(below(left.length), 1);
      return left;
    },
    many: (atLeast, atMost, make) => Array.from({ length: atLeast + below(atMost - atLeast + 1) }, (_, index) => make(index)),
  };
}
