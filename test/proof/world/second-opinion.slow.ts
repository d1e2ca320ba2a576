import assert from "node:assert/strict";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { spoiledResources } from "../../support/spoiled-resources.ts";
import { compareOver } from "../../support/world-opinion.ts";

const CALLS = 2_000;
/** The sample without the policy that is attached already and whose text is unknown. */
const ALL_CONTROLS_KNOWN = ["organization.yaml", "[FullAWSAccess, p-deny0regions]", "[FullAWSAccess]"] as const;

describe("both engines over the sample", () => {
  it("decide calls alike, each by its own reading of the resources", async () => {
    const outcomes = compareOver(acmePlan(ALL_CONTROLS_KNOWN), await rehearsedAcme(), CALLS, 1);
    assert.ok(outcomes.unknown > 0);
    for (const outcome of ["allowed", "explicitly-denied", "implicitly-denied"] as const)
      assert.ok(outcomes[outcome] > CALLS / 20, `${outcome}: ${outcomes[outcome].toString()}`);
  });

  it("decide alike where policies lack statements", async () => {
    const { resources } = await rehearsedAcme();
    const outcomes = compareOver(acmePlan(ALL_CONTROLS_KNOWN), { resources: spoiledResources(resources, 1) }, CALLS, 3);
    assert.ok(outcomes.allowed > CALLS / 20, outcomes.allowed.toString());
  });

  it("leave alike open what a policy of unknown text decides", async () => {
    const outcomes = compareOver(acmePlan(), await rehearsedAcme(), CALLS, 2);
    assert.ok(outcomes.unknown > CALLS / 30, outcomes.unknown.toString());
  });
});
