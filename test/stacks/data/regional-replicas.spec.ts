import assert from "node:assert/strict";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { type PlanRehearsal, rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { regions } from "../../support/regions.ts";
import { edit, linesOf, loadAt } from "../../support/sample.ts";

const SHOP = "accounts/shop/data.yaml";
const REPLICA = "aws:dynamodb/tableReplica:TableReplica";
const inRegion = (region: string, table: string) => `arn:aws:dynamodb:${region}:300000000001:table/${table}`;

describe("the data of an account with replicas in its regions", function () {
  this.timeout(120_000);
  let rehearsal: PlanRehearsal;

  before(async () => {
    const north = "  patients-north:\n    replicaOf: shop/patients\n    region: eu-north-1\n    deletion: allowed\n  patients-west:\n";
    const { declaration, problems } = loadAt(edit(regions, SHOP, "  patients-west:\n", north));
    assert.deepEqual(linesOf(problems), []);
    assert.ok(declaration !== undefined);
    rehearsal = await rehearsePlan(planOf(declaration));
  });

  const named = (name: string) => {
    const found = rehearsal.resources.filter((each) => each.stack === "data.shop" && each.name === name);
    assert.equal(found.length, 1, name);
    return found[0] ?? assert.fail(name);
  };
  const waitsFor = (name: string) => named(name).dependsOn.map((urn) => urn.split("::").at(-1));

  it("is rehearsed, with one resource for each replica beside its table", () => {
    assert.deepEqual(rehearsal.refusals, []);
    assert.deepEqual(
      rehearsal.resources.filter(({ type }) => type === REPLICA).map(({ name, region, outputs }) => [name, region, outputs["arn"]]),
      [
        ["table-orders-west-replica", "eu-west-1", inRegion("eu-west-1", "orders")],
        ["table-patients-north-replica", "eu-north-1", inRegion("eu-north-1", "patients")],
        ["table-patients-west-replica", "eu-west-1", inRegion("eu-west-1", "patients")],
      ],
    );
    assert.equal(named("table-patients-table").type, "aws:dynamodb/table:Table");
  });

  it("makes a replica after its table has the policy that lets DynamoDB fill it, and one after the other", () => {
    assert.ok(waitsFor("table-patients-north").includes("table-patients-policy"));
    assert.ok(waitsFor("table-patients-west").includes("table-patients-north-replica"));
    assert.ok(!waitsFor("table-orders-west").includes("table-patients-table"));
  });

  it("gives each replica a key and, where it is sensitive, a policy and a stream's policy in its own region", () => {
    for (const [name, region] of [
      ["patients-north", "eu-north-1"],
      ["patients-west", "eu-west-1"],
    ] as const) {
      const key = named(`table-${name}-key`);
      assert.deepEqual([key.region, named(`table-${name}-replica`).inputs["kmsKeyArn"]], [region, key.outputs["arn"]]);
      const arn = inRegion(region, "patients");
      assert.equal(named(`table-${name}-policy`).inputs["resourceArn"], arn);
      assert.ok(String(named(`table-${name}-stream-policy`).inputs["resourceArn"]).startsWith(`${arn}/stream/`));
    }
  });

  it("protects a replica unless its entry allows its deletion", () => {
    assert.deepEqual(
      ["north", "west"].map((place) => {
        const { protect, inputs } = named(`table-patients-${place}-replica`);
        return [protect, inputs["deletionProtectionEnabled"]];
      }),
      [
        [undefined, false],
        [true, true],
      ],
    );
  });

  it("hands on the replica's own ARN, key, region and stream", () => {
    const outputs = rehearsal.stacks.find(({ name }) => name === "data.shop")?.outputs ?? {};
    const table = outputs["table:patients-west"] as Record<string, unknown>;
    assert.deepEqual(
      [table["arn"], table["region"], table["keyArn"]],
      [inRegion("eu-west-1", "patients"), "eu-west-1", named("table-patients-west-key").outputs["arn"]],
    );
    assert.ok(String(outputs["stream:patients-west"]).startsWith(`${inRegion("eu-west-1", "patients")}/stream/`));
  });
});
