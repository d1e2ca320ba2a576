import assert from "node:assert/strict";
import { load } from "../../model/checks/load.ts";
import { acmeInventory } from "../support/acme.ts";
import { type Compared, compareWithClasses } from "../support/lemma.ts";
import { LINE } from "../support/line.ts";
import { type Deployed, deploy, subjectOf } from "../support/proof.ts";
import { randomOrganization } from "../support/random-organization.ts";
import { inventoryOf } from "../support/random-proof.ts";
import { NOW, sample } from "../support/sample.ts";
import { spikedResources } from "../support/spiked-resources.ts";

const EACH = 60;
/** Drawn organizations that are accepted. */
const DRAWN = [0, 1, 8, 9, 14, 18, 19, 20, 21, 22];

function add(counts: Compared, further: Compared): Compared {
  return {
    alike: counts.alike + further.alike,
    atWorst: counts.atWorst + further.atWorst,
    closed: counts.closed + further.closed,
    strays: [...counts.strays, ...further.strays],
  };
}

/** Compares requests under the documents as they are, and with conditions that Palisade never writes. */
async function compareAll(deployed: Deployed, seeds: number, pairs: number): Promise<Compared> {
  let counts = compareWithClasses(await subjectOf(deployed), { pairs, each: EACH, seed: 1 });
  for (let seed = 1; seed <= seeds; seed += 1) {
    const spiked = { ...deployed, resources: spikedResources(deployed.resources, seed) };
    counts = add(counts, compareWithClasses(await subjectOf(spiked), { pairs, each: EACH, seed }));
  }
  return counts;
}

function assertAlike({ strays, ...counts }: Compared): void {
  process.stdout.write(`${JSON.stringify({ requests: counts.alike + counts.atWorst + counts.closed, ...counts })}\n`);
  assert.deepEqual(strays, []);
}

describe("requests that are no examples match statements as their class does", () => {
  it("in the smallest organization", async () => {
    assertAlike(await compareAll(await deploy(LINE), 20, 60));
  });

  it("in the sample", async () => {
    assertAlike(await compareAll(await deploy(sample, acmeInventory), 5, 150));
  });

  it("in drawn organizations", async () => {
    let counts: Compared = { alike: 0, atWorst: 0, closed: 0, strays: [] };
    for (const seed of DRAWN) {
      const files = randomOrganization(seed);
      const { declaration } = load(files, { now: NOW });
      assert.ok(declaration !== undefined, seed.toString());
      counts = add(counts, await compareAll(await deploy(files, inventoryOf(declaration, seed)), 2, 60));
    }
    assertAlike(counts);
  });
});
