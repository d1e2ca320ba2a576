import assert from "node:assert/strict";
import { acmePlan, rehearsedAcme } from "../support/acme.ts";
import { differenceIn, randomScenario, smallestDifference } from "../support/second-opinion.ts";
import { compareOver, outcomesInAll } from "../support/world-opinion.ts";

const SCENARIOS = 400_000;
const CALLS = 250_000;

describe("both engines, at length", () => {
  it("decide 400,000 random requests under random policies alike", () => {
    for (let number = 0; number < SCENARIOS; number += 1) {
      const scenario = randomScenario(number);
      if (differenceIn(scenario) !== undefined) assert.fail(smallestDifference(scenario));
    }
    process.stdout.write(`${JSON.stringify({ scenarios: SCENARIOS })}\n`);
  });

  it("decide 250,000 random calls over the sample alike, a fifth of them where a policy's text is unknown", async () => {
    const withoutUnknown = acmePlan(["organization.yaml", "[FullAWSAccess, p-deny0regions]", "[FullAWSAccess]"]);
    const rehearsed = await rehearsedAcme();
    const asked = [compareOver(withoutUnknown, rehearsed, (CALLS * 4) / 5, 2), compareOver(acmePlan(), rehearsed, CALLS / 5, 3)];
    const outcomes = outcomesInAll(asked);
    process.stdout.write(`${JSON.stringify({ calls: CALLS, ...outcomes })}\n`);
    assert.equal(
      Object.values(outcomes).reduce((sum, times) => sum + times, 0),
      CALLS,
    );
  });
});
