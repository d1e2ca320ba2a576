import assert from "node:assert/strict";
import { KNOWN_REFUSALS } from "../support/known-refusals.ts";
import { rehearsedOrganization } from "../support/rehearsed-organization.ts";
import { spoiledResources } from "../support/spoiled-resources.ts";
import { compareOver, outcomesInAll } from "../support/world-opinion.ts";

const ORGANIZATIONS = 300;
/** Enough that more than 350,000 calls are asked over those that are rehearsed to the end. */
const CALLS_EACH = 1_700;
const CALLS = 350_000;

describe("300 random organizations", () => {
  it("are refused by validation or rehearsed to the end, and both engines decide alike over them, also where policies lack statements", async () => {
    const unknown: string[] = [];
    const asked = [];
    let invalid = 0;
    for (let seed = 0; seed < ORGANIZATIONS; seed += 1) {
      const organization = await rehearsedOrganization(seed);
      if (organization === undefined) invalid += 1;
      else {
        const { plan, rehearsal, refusals } = organization;
        unknown.push(
          ...refusals
            .filter((text) => !KNOWN_REFUSALS.some(({ refusal }) => refusal.test(text)))
            .map((text) => `seed ${seed.toString()}: ${text}`),
        );
        if (refusals.length > 0) continue;
        asked.push(compareOver(plan, rehearsal, CALLS_EACH / 2, seed));
        asked.push(compareOver(plan, { resources: spoiledResources(rehearsal.resources, seed) }, CALLS_EACH / 2, seed + ORGANIZATIONS));
      }
    }
    const outcomes = outcomesInAll(asked);
    const counts = { organizations: ORGANIZATIONS, invalid, asked: asked.length / 2, calls: (asked.length * CALLS_EACH) / 2 };
    process.stdout.write(`${JSON.stringify({ ...counts, ...outcomes })}\n`);
    assert.deepEqual(unknown, []);
    assert.ok(counts.calls >= CALLS, counts.calls.toString());
    for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > 0, outcome);
  });
});
