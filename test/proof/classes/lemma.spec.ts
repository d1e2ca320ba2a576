import assert from "node:assert/strict";
import { compareWithClasses } from "../../support/lemma.ts";
import { LINE } from "../../support/line.ts";
import { type Deployed, deploy, subjectOf } from "../../support/proof.ts";
import { spikedResources } from "../../support/spiked-resources.ts";

describe("requests of one class", function () {
  this.timeout(120_000);
  let line: Deployed;

  before(async () => {
    line = await deploy(LINE);
  });

  it("match the same statements: 1,000 that are no examples, under the documents of the smallest organization", async () => {
    const { strays, alike } = compareWithClasses(await subjectOf(line), { pairs: 25, each: 40, seed: 1 });
    assert.deepEqual(strays, []);
    assert.ok(alike > 300, alike.toString());
  });

  for (const seed of [1, 5, 10])
    it(`match the same statements: 1,000, where statements ask for what Palisade never asks for, drawn by ${seed.toString()}`, async () => {
      const spiked = { ...line, resources: spikedResources(line.resources, seed) };
      const { strays, alike } = compareWithClasses(await subjectOf(spiked), { pairs: 25, each: 40, seed });
      assert.deepEqual(strays, []);
      assert.ok(alike > 300, alike.toString());
    });
});
