import assert from "node:assert/strict";
import path from "node:path";
import { readFiles } from "../../../bench/multiply-declaration.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { type PlanRehearsal, rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { LINE } from "../../support/line.ts";
import { comparedPolicies, comparedSizes } from "../../support/planned-sizes.ts";
import { rehearsedOrganization } from "../../support/rehearsed-organization.ts";
import { BESIDE, linesOf, loadAt, sample } from "../../support/sample.ts";

const MILLISECONDS = 600_000;
const DRAWN = 12;

const brownfield = new Map(
  [...readFiles(path.resolve(import.meta.dirname, "../../../examples/brownfield"))].filter(([file]) => !BESIDE.includes(file)),
);

/**
 * What the plan says is what is deployed. What may wait, or may be looked up, counts as if it were there, so that a document may only be smaller
 * than planned.
 */
function assertMeasured(planned: Plan, rehearsal: PlanRehearsal, isWhole: boolean): number {
  const sizes = comparedSizes(planned, rehearsal);
  assert.deepEqual(
    sizes.filter((each) => each.planned === undefined || (each.deployed ?? 0) > each.planned),
    [],
  );
  const policies = comparedPolicies(planned, rehearsal);
  assert.deepEqual(
    policies.filter((each) => each.deployed > each.planned),
    [],
  );
  if (isWhole) {
    assert.deepEqual(
      sizes.filter((each) => each.planned !== each.deployed),
      [],
    );
    assert.deepEqual(
      policies.filter((each) => each.planned !== each.deployed),
      [],
    );
  }
  return sizes.filter((each) => each.planned === each.deployed).length / sizes.length;
}

describe("the documents that the plan measures", function () {
  this.timeout(MILLISECONDS);

  for (const [name, files] of [
    ["the line", LINE],
    ["the sample", sample],
    ["what exists", brownfield],
  ] as const) {
    it(`are those that are deployed, to the last character: ${name}`, async () => {
      const { declaration, problems } = loadAt(files);
      assert.deepEqual(linesOf(problems), []);
      assert.ok(declaration !== undefined);
      const planned = plan(declaration);
      assertMeasured(planned, await rehearsePlan(planned), true);
    });
  }

  it("are never smaller than those that are deployed, and nearly always as large, over drawn organizations", async () => {
    const shares: number[] = [];
    for (let seed = 0; shares.length < DRAWN; seed += 1) {
      const organization = await rehearsedOrganization(seed);
      if (organization === undefined || organization.refusals.length > 0) continue;
      shares.push(assertMeasured(organization.plan, organization.rehearsal, false));
    }
    const alike = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    assert.ok(alike > 0.5, alike.toString());
  });
});
