import assert from "node:assert/strict";
import { acmePlan, rehearsedAcme } from "../support/acme.ts";
import { differenceIn, randomScenario, smallestDifference } from "../support/second-opinion.ts";
import { compareOver } from "../support/world-opinion.ts";

const SCENARIOS = 400_000;
const REQUESTS = 250_000;

describe("both engines, at length", () => {
  it("decide 400,000 random requests under random policies alike", () => {
    for (let number = 0; number < SCENARIOS; number += 1) {
      const scenario = randomScenario(number);
      if (differenceIn(scenario) !== undefined) assert.fail(smallestDifference(scenario));
    }
  });

  it("decide 250,000 random requests over the sample alike", async () => {
    const outcomes = compareOver(acmePlan(), await rehearsedAcme(), REQUESTS, 2);
    assert.equal(outcomes.allowed + outcomes["explicitly-denied"] + outcomes["implicitly-denied"], REQUESTS);
  });
});
