import assert from "node:assert/strict";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { foundIn } from "../../support/found-in.ts";
import { LINE, withEdits } from "../../support/line.ts";
import { deploy } from "../../support/proof.ts";
import { NO_STREAM, RESTORED_TABLE } from "../../support/restored-table.ts";

describe("a restored table that is declared", function () {
  this.timeout(240_000);

  it("is proven as its entry says, once the inventory says that it has no stream", async () => {
    const files = withEdits(LINE, [["accounts/owner/data.yaml", "tables:\n", `tables:\n${RESTORED_TABLE}`]]);
    assert.deepEqual(await foundIn(await deploy(files, parseInventory("inventory.yaml", NO_STREAM))), { whole: [], layers: [] });
  });
});
