import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { plan } from "../../../model/plan/plan-declaration.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { linesOf, loadAt, sample } from "../../support/sample.ts";

const SEED = 20261122;

/** Numbers from 0 to below 1 that a seed decides (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const shuffled = <T>(items: readonly T[], next: () => number): T[] =>
  items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

function shuffledDeep(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return shuffled(value, next).map((item) => shuffledDeep(item, next));
  if (value instanceof Map) return new Map(shuffled([...value], next).map(([name, item]) => [name, shuffledDeep(item, next)]));
  return value;
}

/** The same declaration in another order of files, names and list items. */
const reordered = (files: Files, next: () => number): Files =>
  new Map(shuffled([...files], next).map(([file, text]) => [file, stringify(shuffledDeep(parse(text, { mapAsMap: true }), next))]));

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === "line" || key === "column" ? undefined : item)));

function planOf(files: Files): unknown {
  const { declaration, problems } = loadAt(files);
  assert.ok(declaration !== undefined, linesOf(problems).join("\n"));
  return withoutPlaces(plan(declaration));
}

describe("the plan", () => {
  it("is the same whatever the order of files, names and list items", () => {
    const expected = planOf(sample);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        assert.deepEqual(planOf(reordered(sample, numbersFrom(seed))), expected);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it("gives the same warnings whatever the order", () => {
    const textsOf = (files: Files) =>
      loadAt(files)
        .warnings.map(({ file, where, message }) => `${file}: ${where}: ${message}`)
        .sort();
    const expected = textsOf(sample);
    for (const seed of [1, 2, 3]) assert.deepEqual(textsOf(reordered(sample, numbersFrom(seed))), expected);
  });

  it("is frozen to its depth", () => {
    const { declaration } = loadAt(sample);
    assert.ok(declaration !== undefined);
    const open: unknown[] = [plan(declaration)];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (typeof value !== "object" || value === null) continue;
      assert.ok(Object.isFrozen(value));
      open.push(...(Object.values(value) as unknown[]));
    }
  });
});
