import assert from "node:assert/strict";
import { isPositioned, verdictOn } from "../support/random-proof.ts";

const ORGANIZATIONS = 300;

describe("300 random organizations", () => {
  it("are proven, or refused by validation with a position; what else is left is named as unknown", async () => {
    const counts = { proven: 0, "not known": 0, refused: 0, failed: 0 };
    const wrong: string[] = [];
    for (let seed = 0; seed < ORGANIZATIONS; seed += 1) {
      const found = await verdictOn(seed);
      counts[found.verdict] += 1;
      if (found.verdict === "failed") wrong.push(...found.because.map((each) => `seed ${seed.toString()}: ${each}`));
      if (found.verdict === "refused")
        wrong.push(...found.problems.filter((problem) => !isPositioned(problem)).map((problem) => `seed ${seed.toString()}: ${problem}`));
    }
    process.stdout.write(`${JSON.stringify({ organizations: ORGANIZATIONS, ...counts })}\n`);
    assert.deepEqual(wrong, []);
    assert.ok(counts.proven > 0 && counts.refused > 0);
  });
});
