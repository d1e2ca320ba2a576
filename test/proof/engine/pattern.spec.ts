import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePattern } from "../../../proof/engine/pattern.ts";
import { covers, matches } from "../../../proof/engine/pattern-match.ts";
import { overlaps } from "../../../proof/engine/pattern-overlap.ts";
import { RequestContext } from "../../../proof/engine/request-context.ts";

const CONTEXT = new RequestContext({});
const RUNS = { seed: 20261122, numRuns: 3000 };
const text = (letters: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...Array.from(letters)), maxLength });
const glob = text("ab:*?", 8);
const plain = text("ab:", 8);

/** What `*` and `?` mean, written the slowest and plainest way: which characters each may take is asked of `takes`. */
function naive(pattern: string, value: string, takes: (at: number, character: string) => boolean, at = 0): boolean {
  const head = pattern.at(at);
  const first = value.at(0);
  if (head === undefined) return value === "";
  if (head === "*") {
    return naive(pattern, value, takes, at + 1) || (first !== undefined && takes(at, first) && naive(pattern, value.slice(1), takes, at));
  }
  if (first === undefined) return false;
  return (head === "?" ? takes(at, first) : head === first) && naive(pattern, value.slice(1), takes, at + 1);
}

const colonsBefore = (pattern: string, at: number) => pattern.slice(0, at).split(":").length - 1;

const NAIVE = {
  glob: (pattern: string, value: string) => naive(pattern, value, () => true),
  arn: (pattern: string, value: string) => naive(pattern, value, (at, character) => character !== ":" || colonsBefore(pattern, at) >= 5),
  resource: (pattern: string, value: string) =>
    naive(pattern, value, (at, character) => {
      const endsField = pattern[at] === "*" && (pattern[at + 1] ?? ":") === ":";
      return character !== ":" || endsField || colonsBefore(pattern, at) >= 5;
    }),
} as const;

/** Every text of up to a length over the letters. */
function texts(letters: readonly string[], maxLength: number): string[] {
  if (maxLength === 0) return [""];
  const shorter = texts(letters, maxLength - 1);
  return [...new Set([...shorter, ...shorter.flatMap((start) => letters.map((letter) => start + letter))])];
}

describe("a pattern", () => {
  for (const syntax of ["glob", "arn", "resource"] as const) {
    it(`with the wildcards of ${syntax} matches what a naive matcher does`, () => {
      fc.assert(
        fc.property(glob, plain, (pattern, value) => {
          assert.equal(matches(compilePattern(pattern, syntax, false), value, CONTEXT), NAIVE[syntax](pattern, value));
        }),
        RUNS,
      );
    });

    it(`with the wildcards of ${syntax} matches a text made from it as a naive matcher does`, () => {
      const filled = fc
        .tuple(text("ab:*?", 10), text("ab:", 3))
        .map(([pattern, filling]) => [pattern, pattern.replaceAll("*", filling).replaceAll("?", "a")] as const);
      fc.assert(
        fc.property(filled, ([pattern, value]) => {
          assert.equal(matches(compilePattern(pattern, syntax, false), value, CONTEXT), NAIVE[syntax](pattern, value));
        }),
        RUNS,
      );
    });
  }

  // Steps that grew by a factor for each star would not end at such sizes.
  for (const syntax of ["glob", "arn", "resource"] as const) {
    it(`with hundreds of stars in one field, in the wildcards of ${syntax}, is matched or not in steps that end`, () => {
      const field = "a".repeat(1500);
      const stars = "*a".repeat(300);
      for (const place of ["arn:aws:", "arn:aws:dynamodb:eu-west-1:111111111111:table/"]) {
        const compiled = compilePattern(`${place}${stars}b`, syntax, false);
        assert.equal(matches(compiled, `${place}${field}`, CONTEXT), false);
        assert.equal(matches(compiled, `${place}${field}b`, CONTEXT), true);
        assert.equal(covers(compiled, `${place}${field}*`, CONTEXT), false);
        assert.equal(overlaps(compiled, `${place}${field}c`, CONTEXT), false);
      }
    });
  }

  it("with thousands of question marks and stars in turn is matched in steps that end", () => {
    const compiled = compilePattern("*?".repeat(1000), "arn", false);
    assert.equal(matches(compiled, "a".repeat(999), CONTEXT), false);
    assert.equal(matches(compiled, "a".repeat(3000), CONTEXT), true);
  });

  it("covers a requested pattern only when it matches every text of it", () => {
    const all = texts(["a", "b", ":"], 4);
    fc.assert(
      fc.property(
        text("ab:*?", 5),
        text("ab:*?", 4),
        fc.constantFrom("glob" as const, "resource" as const),
        (pattern, requested, syntax) => {
          const compiled = compilePattern(pattern, syntax, false);
          if (!covers(compiled, requested, CONTEXT)) return;
          for (const value of all) if (NAIVE.glob(requested, value)) assert.ok(matches(compiled, value, CONTEXT), value);
        },
      ),
      RUNS,
    );
  });

  it("covers itself, and everything when it is a star", () => {
    fc.assert(
      fc.property(glob, (pattern) => {
        assert.ok(covers(compilePattern(pattern, "glob", false), pattern, CONTEXT));
        assert.ok(covers(compilePattern("*", "glob", false), pattern, CONTEXT));
      }),
      RUNS,
    );
  });

  it("overlaps with a requested pattern whenever some text is matched by both", () => {
    const all = texts(["a", "b", ":"], 4);
    fc.assert(
      fc.property(
        text("ab:*?", 5),
        text("ab:*?", 4),
        fc.constantFrom("glob" as const, "resource" as const),
        (pattern, requested, syntax) => {
          const compiled = compilePattern(pattern, syntax, false);
          const shared = all.some((value) => NAIVE.glob(requested, value) && matches(compiled, value, CONTEXT));
          if (shared) assert.ok(overlaps(compiled, requested, CONTEXT));
        },
      ),
      RUNS,
    );
  });

  it("does not overlap with what shares no text", () => {
    assert.equal(overlaps(compilePattern("a*", "glob", false), "b*", CONTEXT), false);
    assert.equal(overlaps(compilePattern("a?", "glob", false), "?", CONTEXT), false);
    assert.equal(overlaps(compilePattern("*x", "glob", false), "*y", CONTEXT), false);
  });
});
