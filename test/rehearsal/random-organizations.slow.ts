import assert from "node:assert/strict";
import { plan } from "../../model/plan/plan-declaration.ts";
import { KINDS, kindsOf } from "../support/kinds-of-plan.ts";
import { KNOWN_REFUSALS } from "../support/known-refusals.ts";
import { randomOrganization } from "../support/random-organization.ts";
import { rehearsedOrganization } from "../support/rehearsed-organization.ts";
import { loadAt } from "../support/sample.ts";
import { compareOver } from "../support/world-opinion.ts";

const DRAWN = 240;
const REHEARSED = 3;
const REQUESTS = 250;

describe("random organizations", () => {
  it("are drawn alike from the same seed", () => {
    assert.deepEqual([...randomOrganization(7)], [...randomOrganization(7)]);
    assert.notDeepEqual([...randomOrganization(7)], [...randomOrganization(8)]);
  });

  it("are planned, or refused with the place of every problem; most are planned, and together they hold every kind", () => {
    const seen = new Set<string>();
    let planned = 0;
    for (let seed = 0; seed < DRAWN; seed += 1) {
      const files = randomOrganization(seed);
      const { declaration, problems } = loadAt(files);
      if (declaration === undefined) {
        assert.ok(problems.length > 0, `seed ${seed.toString()}: neither a declaration nor a problem`);
        for (const { file, line, column, message } of problems) {
          assert.ok(files.has(file) && line > 0 && column > 0 && message !== "", `seed ${seed.toString()}: ${JSON.stringify(message)}`);
        }
      } else {
        planned += 1;
        for (const kind of kindsOf(plan(declaration))) seen.add(kind);
      }
    }
    assert.ok(planned > DRAWN / 2, planned.toString());
    assert.deepEqual(
      KINDS.filter((kind) => !seen.has(kind)),
      [],
    );
  });

  it("are rehearsed without a refusal that validation should have said, and both engines decide alike over them", async () => {
    let rehearsed = 0;
    for (let seed = 0; rehearsed < REHEARSED; seed += 1) {
      const organization = await rehearsedOrganization(seed);
      if (organization === undefined) continue;
      const unknown = organization.refusals.filter((text) => !KNOWN_REFUSALS.some(({ refusal }) => refusal.test(text)));
      assert.deepEqual(unknown, [], `seed ${seed.toString()}`);
      if (organization.refusals.length > 0) continue;
      compareOver(organization.plan, organization.rehearsal, REQUESTS, seed);
      rehearsed += 1;
    }
  });
});
