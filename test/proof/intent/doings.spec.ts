import assert from "node:assert/strict";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { doingOf } from "../../../proof/intent/doings.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../../proof/intent/rights.ts";

const SERVICES = ["dynamodb", "kms", "secretsmanager", "sts", "backup"] as const;

describe("what actions do to data", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(SERVICES);
  });

  for (const service of SERVICES)
    it(`is said of every action of ${service}`, () => {
      const actions = catalogue.actionsOf(service).map(({ name }) => name);
      assert.ok(actions.length > 10);
      assert.deepEqual(
        actions.filter((action) => doingOf(action) === undefined),
        [],
      );
    });

  it("is said of actions that exist", () => {
    const rights = [
      ...Object.values(TABLE_RIGHTS).flatMap(({ table, index, stream }) => [...table, ...index, ...stream]),
      ...Object.values(KEY_RIGHTS).flat(),
      ...Object.values(SECRET_RIGHTS).flat(),
    ];
    assert.deepEqual(
      rights.filter((action) => catalogue.action(action) === undefined || doingOf(action) === undefined),
      [],
    );
  });
});
