import assert from "node:assert/strict";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { regions } from "../../support/regions.ts";
import { edit, linesOf, loadAt } from "../../support/sample.ts";

const SHOP = "accounts/shop/data.yaml";
const WEST = "    replicaOf: shop/orders\n    region: eu-west-1\n";

function planned(files: Files): Plan {
  const { declaration, problems } = loadAt(files);
  assert.deepEqual(linesOf(problems), []);
  assert.ok(declaration !== undefined);
  return planOf(declaration);
}

const tableOf = (plan: Plan, name: string) =>
  plan.accounts.find((account) => account.name === "shop")?.tables.find((table) => table.name === name) ?? assert.fail(name);

describe("the plan of replicas in other regions of their account", () => {
  it("has the name, the keys, the stream and the classification of the source, and a region of its own", () => {
    const plan = planned(regions);
    const [source, replica] = [tableOf(plan, "patients"), tableOf(plan, "patients-west")];
    assert.deepEqual([source.physicalName, replica.physicalName], ["patients", "patients"]);
    assert.deepEqual([replica.key, replica.stream, replica.classification], [source.key, source.stream, "sensitive"]);
    assert.deepEqual([source.region, replica.region], ["eu-central-1", "eu-west-1"]);
    assert.deepEqual([source.replicaRegions, replica.regionalReplicaOf], [["eu-west-1"], "patients"]);
  });

  it("is no plan of replication across accounts", () => {
    const plan = planned(regions);
    const [source, replica] = [tableOf(plan, "orders"), tableOf(plan, "orders-west")];
    assert.deepEqual([source.replicas, replica.replicas, replica.replicaOf], [[], [], undefined]);
    const data = plan.stacks.find(({ name }) => name === "data.shop");
    assert.deepEqual(
      data?.dependsOn.filter((name) => name.startsWith("data.")),
      [],
    );
  });

  it("keeps what the replica is restored from as long as AWS does, whatever a default says, and takes the class of the source", () => {
    const files = edit(
      edit(regions, "accounts/shop/account.yaml", "deployers:", "defaults: { tables: { pointInTimeRecovery: 7d } }\ndeployers:"),
      SHOP,
      "    key: { partition: { orderId: string } }\n",
      "    key: { partition: { orderId: string } }\n    class: infrequent-access\n",
    );
    const plan = planned(files);
    const [source, replica] = [tableOf(plan, "orders"), tableOf(plan, "orders-west")];
    assert.deepEqual([source.pointInTimeRecoveryDays, replica.pointInTimeRecoveryDays], [7, 35]);
    assert.deepEqual([source.class, replica.class], ["infrequent-access", "infrequent-access"]);
    const off = planned(edit(regions, SHOP, WEST, `${WEST}    pointInTimeRecovery: off\n`));
    assert.equal(tableOf(off, "orders-west").pointInTimeRecoveryDays, 0);
  });

  it("lists several regions in order", () => {
    const north = edit(
      regions,
      SHOP,
      "  orders-west:\n",
      "  orders-north:\n    replicaOf: shop/orders\n    region: eu-north-1\n  orders-west:\n",
    );
    assert.deepEqual(tableOf(planned(north), "orders").replicaRegions, ["eu-north-1", "eu-west-1"]);
  });
});
