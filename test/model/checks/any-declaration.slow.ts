import assert from "node:assert/strict";
import fc from "fast-check";
import type { Loaded } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { resolve } from "../../../model/plan/resolve.ts";
import { type Problem, problemLine } from "../../../model/problem.ts";
import { mutations } from "../../support/mutation.ts";
import { loadAt, sample } from "../../support/sample.ts";

const SEED = 20261122;

/** What no text for a user may contain. */
const OURS = /undefined|\[object |Invalid input|something else|\bNaN\b|TypeError|ZodError|[Mm]aximum call/;

function assertPlaced(problem: Problem, files: ReadonlyMap<string, string>): void {
  const { file, line, column, where, message } = problem;
  const text = files.get(file);
  assert.ok(text !== undefined, `${file} is none of the files`);
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const said = problemLine(problem);
  assert.ok(line >= 1 && line <= lines.length, said);
  assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1, said);
  assert.match(message, /^\S.*; \S.*$/, said);
  assert.doesNotMatch(`${where} ${message}`, OURS);
  assert.ok(!/[\n\r\u2028\u202e]/.test(said) && said.length < 1000, said);
}

function assertExplained({ declaration, problems, warnings }: Loaded, files: ReadonlyMap<string, string>): void {
  for (const problem of [...problems, ...warnings]) assertPlaced(problem, files);
  assert.equal(declaration === undefined, problems.length > 0);
  if (declaration === undefined) return;
  const planned = plan(declaration);
  assert.deepEqual(resolve(planned, new Map()).accounts.length, declaration.accounts.length);
  resolve(
    planned,
    new Map(
      [...planned.accounts].filter(({ id }) => id === undefined).map(({ name }, index) => [name, (300_000_000_000 + index).toString()]),
    ),
  );
}

describe("any declaration", () => {
  it("is either planned or explained, whatever happens to the sample", function () {
    // Long work, not slow work: a busy machine may take minutes, and only a hang is a failure.
    this.timeout(1_200_000);
    let planned = 0;
    fc.assert(
      fc.property(mutations, (mutate) => {
        const files = mutate(sample);
        const loaded = loadAt(files);
        assertExplained(loaded, files);
        if (loaded.declaration !== undefined) planned += 1;
      }),
      { seed: SEED, numRuns: 20_000, endOnFailure: false },
    );
    assert.ok(planned > 1000, `only ${planned.toString()} of the mutations left a declaration`);
  });
});
