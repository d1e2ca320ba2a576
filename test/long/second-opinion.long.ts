import assert from "node:assert/strict";
import { acmePlan, rehearsedAcme } from "../support/acme.ts";
import { differenceIn, randomScenario, smallestDifference } from "../support/second-opinion.ts";
import { spoiledResources } from "../support/spoiled-resources.ts";
import { compareOver, outcomesInAll } from "../support/world-opinion.ts";

const SCENARIOS = 400_000;
const CALLS = 250_000;
/** How many times the sample is spoiled, each time in other places. */
const SPOILED = 30;

describe("both engines, at length", () => {
  it("decide 400,000 random requests under random policies alike", () => {
    for (let number = 0; number < SCENARIOS; number += 1) {
      const scenario = randomScenario(number);
      if (differenceIn(scenario) !== undefined) assert.fail(smallestDifference(scenario));
    }
    process.stdout.write(`${JSON.stringify({ scenarios: SCENARIOS })}\n`);
  });

  it("decide 250,000 random calls over the sample alike: as it is, with policies that lack statements, and with one of unknown text", async () => {
    const allKnown = acmePlan(["organization.yaml", "[FullAWSAccess, p-deny0regions]", "[FullAWSAccess]"]);
    const { resources } = await rehearsedAcme();
    const asked = [compareOver(allKnown, { resources }, CALLS / 5, 2), compareOver(acmePlan(), { resources }, CALLS / 5, 3)];
    for (let seed = 4; seed < 4 + SPOILED; seed += 1)
      asked.push(compareOver(allKnown, { resources: spoiledResources(resources, seed) }, (CALLS * 3) / 5 / SPOILED, seed));
    const outcomes = outcomesInAll(asked);
    process.stdout.write(`${JSON.stringify({ calls: CALLS, ...outcomes })}\n`);
    assert.equal(
      Object.values(outcomes).reduce((sum, times) => sum + times, 0),
      CALLS,
    );
  });
});
