import assert from "node:assert/strict";
import { STREAM_DATA_ACTIONS, TABLE_DATA_ACTIONS } from "../../guardrails/table-data.ts";
import { BLUEPRINT_SERVICES, loadCatalogue } from "../../iam/catalogue.ts";
import { DATA_ACTIONS, DATA_SERVICES } from "../../policy-pack/data-actions.ts";

describe("the data actions", () => {
  it("exist, each with a resource that a policy can name", async () => {
    const catalogue = await loadCatalogue(BLUEPRINT_SERVICES);
    for (const name of DATA_ACTIONS) {
      const action = catalogue.action(name);
      assert.ok(action?.name === name && !action.isWildcardOnly, name);
      assert.ok((DATA_SERVICES as readonly string[]).includes(action.service), name);
    }
  });

  it("take in everything that the network perimeter closes", async () => {
    const catalogue = await loadCatalogue(BLUEPRINT_SERVICES);
    const closed = [...TABLE_DATA_ACTIONS, ...STREAM_DATA_ACTIONS].flatMap((pattern) => catalogue.expand(pattern).map(({ name }) => name));
    assert.deepEqual(
      closed.filter((name) => !DATA_ACTIONS.has(name)),
      [],
    );
  });
});
