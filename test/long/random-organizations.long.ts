import assert from "node:assert/strict";
import { KNOWN_REFUSALS } from "../support/known-refusals.ts";
import { rehearsedOrganization } from "../support/rehearsed-organization.ts";
import { compareOver } from "../support/world-opinion.ts";

const ORGANIZATIONS = 300;
/** Enough that more than 350,000 requests are asked over those that are rehearsed to the end. */
const REQUESTS_EACH = 2_000;
const REQUESTS = 350_000;

describe("300 random organizations", () => {
  it("are refused by validation or rehearsed to the end, and both engines decide alike over them", async () => {
    const unknown: string[] = [];
    let requests = 0;
    for (let seed = 0; seed < ORGANIZATIONS; seed += 1) {
      const organization = await rehearsedOrganization(seed);
      if (organization === undefined) continue;
      const { plan, rehearsal, refusals } = organization;
      unknown.push(
        ...refusals
          .filter((text) => !KNOWN_REFUSALS.some(({ refusal }) => refusal.test(text)))
          .map((text) => `seed ${seed.toString()}: ${text}`),
      );
      if (refusals.length > 0) continue;
      compareOver(plan, rehearsal, REQUESTS_EACH, seed);
      requests += REQUESTS_EACH;
    }
    assert.deepEqual(unknown, []);
    assert.ok(requests >= REQUESTS, requests.toString());
  });
});
