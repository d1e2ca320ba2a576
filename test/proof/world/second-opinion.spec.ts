import assert from "node:assert/strict";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { compareOver } from "../../support/world-opinion.ts";

const REQUESTS = 2_000;

describe("both engines over the sample", () => {
  it("decide alike, each by its own reading of the resources", async () => {
    const outcomes = compareOver(acmePlan(), await rehearsedAcme(), REQUESTS, 1);
    for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > REQUESTS / 20, `${outcome}: ${times.toString()}`);
  });
});
