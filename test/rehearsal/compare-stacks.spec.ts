import assert from "node:assert/strict";
import { compareStacks } from "../../rehearsal/compare-stacks.ts";
import { stackFingerprints } from "../../rehearsal/stack-fingerprints.ts";
import { rehearseLine } from "../support/line.ts";

const DATA = "accounts/owner/data.yaml";

describe("stacks of two rehearsals", () => {
  it("differ in nothing where nothing was changed", async () => {
    const [one, two] = [await rehearseLine(), await rehearseLine()];
    assert.deepEqual([...compareStacks(one.resources, two.resources)], []);
    assert.deepEqual(stackFingerprints(one.resources), stackFingerprints(two.resources));
  });

  it("differ in what the engine alone is told, such as protection, and have another fingerprint", async () => {
    const before = await rehearseLine();
    const after = await rehearseLine(undefined, [DATA, "    usedBy:\n", "    deletion: allowed\n    usedBy:\n"]);
    const differences = compareStacks(before.resources, after.resources);
    assert.deepEqual([...differences.keys()], ["data.owner"]);
    const names = differences.get("data.owner")?.resources.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    assert.deepEqual(names?.sort(), ["table-ledger-alias", "table-ledger-key", "table-ledger-table"]);
    const [olds, news] = [stackFingerprints(before.resources), stackFingerprints(after.resources)];
    assert.deepEqual(
      [...news].flatMap(([stack, hash]) => (olds.get(stack) === hash ? [] : [stack])),
      ["data.owner"],
    );
  });

  it("tell replacements from changes in place", async () => {
    const before = await rehearseLine();
    const changed = await rehearseLine(undefined, [DATA, "    stream: new", "    pointInTimeRecovery: 7d\n    stream: new"]);
    const replaced = await rehearseLine(undefined, [DATA, "partition: { accountId: string }", "partition: { accountName: string }"]);
    assert.equal(compareStacks(before.resources, changed.resources).get("data.owner")?.replaces, false);
    assert.equal(compareStacks(before.resources, replaced.resources).get("data.owner")?.replaces, true);
  });
});
