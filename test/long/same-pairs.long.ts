import assert from "node:assert/strict";
import type { Files } from "../../model/reading/draft.ts";
import { bothWays, weakened } from "../support/compared-both-ways.ts";
import { LINE } from "../support/line.ts";
import { type Deployed, deploy } from "../support/proof.ts";
import { randomFrom } from "../support/random.ts";
import { regions } from "../support/regions.ts";

const SEEDS = 30;

for (const [name, files] of [
  ["the smallest organization", LINE],
  ["tables with replicas in other regions", regions],
] as readonly (readonly [string, Files])[]) {
  describe(`comparing ${name}`, () => {
    let deployed: Deployed;

    before(async () => {
      deployed = await deploy(files);
    });

    for (let seed = 2; seed < SEEDS; seed += 1) {
      it(`finds the same where it leaves out pairs whose documents did not change: weakening ${seed.toString()}`, async () => {
        const after = { ...deployed, resources: weakened(deployed.resources, randomFrom(seed)) };
        const [left, every] = await bothWays(deployed, after);
        assert.deepEqual(left, every);
      });
    }
  });
}
