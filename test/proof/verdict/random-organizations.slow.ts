import assert from "node:assert/strict";
import { isPositioned, verdictOn } from "../../support/random-proof.ts";

/** Small ones, of every verdict; the long tests prove many more. */
const SEEDS = [2, 5, 8, 24, 39, 61];

describe("random organizations", () => {
  const verdicts = new Set<string>();
  for (const seed of SEEDS)
    it(`are proven, not known or refused with a position: seed ${seed.toString()}`, async () => {
      const found = await verdictOn(seed);
      verdicts.add(found.verdict);
      assert.notEqual(found.verdict, "failed", JSON.stringify(found));
      if (found.verdict === "refused") assert.deepEqual([found.problems.length > 0, found.problems.every(isPositioned)], [true, true]);
    });

  it("are not all of one verdict", () => {
    assert.ok(verdicts.size > 1, [...verdicts].join());
  });
});
