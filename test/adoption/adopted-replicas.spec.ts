import assert from "node:assert/strict";
import { adoptedReplicas, type ReadTable, unreadReplicas } from "../../adoption/adopted-replicas.ts";

const read = (region: string, replicas: readonly string[], isDeclared = false, name = "orders"): ReadTable => ({
  region,
  isDeclared,
  name: `${name}-${region}`,
  table: {
    TableName: name,
    TableArn: `arn:aws:dynamodb:${region}:300000000001:table/${name}`,
    KeySchema: [],
    AttributeDefinitions: [],
    Replicas: replicas.map((RegionName) => ({ RegionName })),
  },
});
const sourcesOf = (tables: readonly ReadTable[]) =>
  Object.fromEntries(
    tables.flatMap((each) => {
      const source = adoptedReplicas(tables, "eu-west-1").get(each.table.TableArn);
      return source === undefined ? [] : [[each.name, source.name]];
    }),
  );

describe("replicas that are adopted", () => {
  it("replicate the table of the home region, else one that has an entry, else the first", () => {
    const regions = ["eu-north-1", "eu-west-1", "us-east-1"];
    assert.deepEqual(sourcesOf(regions.map((region) => read(region, regions))), {
      "orders-eu-north-1": "orders-eu-west-1",
      "orders-us-east-1": "orders-eu-west-1",
    });
    const away = ["eu-north-1", "us-east-1"];
    assert.deepEqual(sourcesOf(away.map((region) => read(region, away, region === "us-east-1"))), {
      "orders-eu-north-1": "orders-us-east-1",
    });
    assert.deepEqual(sourcesOf(away.map((region) => read(region, away))), { "orders-us-east-1": "orders-eu-north-1" });
  });

  it("are told by AWS, and not by their names", () => {
    assert.deepEqual(sourcesOf([read("eu-west-1", []), read("us-east-1", [])]), {});
    assert.deepEqual(sourcesOf([read("eu-west-1", ["us-east-1"]), read("us-east-1", [], false, "drafts")]), {});
    assert.deepEqual(sourcesOf([read("eu-west-1", ["us-east-1"]), read("us-east-1", [])]), { "orders-us-east-1": "orders-eu-west-1" });
  });

  it("are named where their region was not read, the table's own left out", () => {
    assert.deepEqual(unreadReplicas("shop", [read("eu-west-1", ["eu-west-1", "us-east-1"])]), [
      "tables.orders-eu-west-1 of shop has replicas in us-east-1, which was not read; read that region too",
    ]);
    assert.deepEqual(unreadReplicas("shop", [read("eu-west-1", ["us-east-1"]), read("us-east-1", ["eu-west-1"])]), []);
  });
});
