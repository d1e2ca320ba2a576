import assert from "node:assert/strict";
import type { Files } from "../../model/reading/draft.ts";
import { edit, linesOf, loadAt, sample, without, write } from "./sample.ts";

/** A mistake that a user may make, and every line that is said of it. */
export interface Mistake {
  /** What is refused or warned of, as a present-tense fact. */
  readonly fact: string;
  /** Makes the mistake in the sample. */
  readonly make: (files: Files) => Files;
  /** Every problem, as printed. */
  readonly problems: readonly string[];
  /** Every warning that the sample itself does not give, as printed; left out: none. */
  readonly warnings?: readonly string[];
}

/** Several changes, one after the other. */
export const all =
  (...steps: readonly ((files: Files) => Files)[]) =>
  (files: Files): Files =>
    steps.reduce((made, step) => step(made), files);

const placeless = (line: string): string => line.replace(/^([^:]+):\d+:\d+: /, "$1: ");

/** Lines of warnings without those that the sample gives. */
function newWarnings(lines: readonly string[]): string[] {
  const known = new Set(linesOf(loadAt(sample).warnings).map(placeless));
  return lines.filter((line) => !known.has(placeless(line)));
}

/** One test for each mistake: exactly these lines, nothing besides. */
export function refuses(subject: string, mistakes: readonly Mistake[]): void {
  describe(subject, () => {
    for (const { fact, make, problems, warnings = [] } of mistakes) {
      it(fact, () => {
        const loaded = loadAt(make(sample));
        assert.deepEqual(linesOf(loaded.problems), problems);
        assert.deepEqual(newWarnings(linesOf(loaded.warnings)), warnings);
        assert.equal(loaded.declaration === undefined, problems.length > 0);
      });
    }
  });
}

/** Replaces one passage of one file. */
export const changing =
  (file: string, passage: string, replacement: string) =>
  (files: Files): Files =>
    edit(files, file, passage, replacement);

/** Writes one file anew, or a file that the sample does not have. */
export const writing =
  (file: string, text: string) =>
  (files: Files): Files =>
    write(files, file, text);

/** Takes files away. */
export const removing =
  (prefix: string) =>
  (files: Files): Files =>
    without(files, prefix);
