import assert from "node:assert/strict";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { foundIn } from "../../support/found-in.ts";
import { LINE, withEdits } from "../../support/line.ts";
import { deploy } from "../../support/proof.ts";

const RESTORED = `tables:
  recovered:
    existing: ledger-restored-20261122
    adds: [resource-policy]
    key: { partition: { accountId: string }, sort: { entryId: string } }
    usedBy: { api: { can: [read, write] } }
    sharedWith:
      consumer/reporter: { can: [read], purpose: etl, because: daily balance }
`;
const NO_STREAM = "resourcePolicies: { owner/tables/recovered/stream: none }\n";

describe("a restored table that is declared", function () {
  this.timeout(240_000);

  it("is proven as its entry says, once the inventory says that it has no stream", async () => {
    const files = withEdits(LINE, [["accounts/owner/data.yaml", "tables:\n", RESTORED]]);
    assert.deepEqual(await foundIn(await deploy(files, parseInventory("inventory.yaml", NO_STREAM))), { whole: [], layers: [] });
  });
});
