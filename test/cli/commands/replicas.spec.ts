import assert from "node:assert/strict";
import path from "node:path";
import { command } from "../../support/command.ts";
import { REGIONS } from "../../support/regions.ts";

const DECLARATION = ["--declaration", path.join(REGIONS, "declaration")];
const COPIES = ["--declaration", path.join(REGIONS, "../replicas/declaration")];
const outOf = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await command(...args);
  assert.deepEqual([code, err], [0, ""], out);
  return out;
};

describe("what commands say of replicas", function () {
  this.timeout(300_000);

  it("plan marks each, and says of which table it is one and where both are", async () => {
    const text = await outOf("plan", ...DECLARATION);
    assert.match(text, /orders, orders-west \(replica\), patients \(sensitive\), patients-west \(sensitive, replica\)/);
    assert.match(
      text,
      /Replicas \(2\)\n +replica +in +replicates +in\n +shop\/orders-west +eu-west-1 +shop\/orders +eu-central-1\n +shop\/patients-west +eu-west-1 +shop\/patients +eu-central-1\n/,
    );
    const { replicas } = JSON.parse(await outOf("plan", "--json", ...DECLARATION)) as { replicas: unknown[] };
    const replicates = { account: "shop", table: "orders", region: "eu-central-1" };
    assert.deepEqual(replicas[0], { account: "shop", table: "orders-west", region: "eu-west-1", replicates });
  });

  it("plan does so of replicas in other accounts, and says nothing where there are none", async () => {
    assert.match(await outOf("plan", ...COPIES), /Replicas \(\d\)\n.*\n +copies\/\w+ +\S+ +owner\/\w+ +\S+\n/);
    assert.doesNotMatch(await outOf("plan", "--declaration", "examples/line"), /[Rr]eplica/);
  });

  it("card says of what a granted table is a replica", async () => {
    const text = await outOf("card", ...DECLARATION, "shop/api-west");
    assert.match(text, /^- Replica: of shop\/tables\/orders \(eu-central-1\); what is written to one of them/m);
    assert.doesNotMatch(await outOf("card", ...DECLARATION, "shop/api"), /Replica/);
  });

  it("explain and who-can name the other tables with the same items", async () => {
    const question = ["--principal", "shop/api-west", "--action", "dynamodb:Query", "--from", "shop/west"];
    const resource = "shop/tables/orders-west/index/byStatus";
    const asked = await outOf("explain", ...DECLARATION, ...question, "--resource", resource);
    assert.match(asked, /^The same items are in shop\/tables\/orders \(eu-central-1\)\. Ask about each/m);
    const answer = JSON.parse(await outOf("explain", "--json", ...DECLARATION, ...question, "--resource", resource)) as {
      sameItems: unknown;
    };
    assert.deepEqual(answer.sameItems, [{ resource: "shop/tables/orders", region: "eu-central-1" }]);
    const list = await outOf("who-can", ...DECLARATION, "dynamodb:GetItem", "shop/tables/patients");
    assert.match(list, /^The same items are in shop\/tables\/patients-west \(eu-west-1\)\./m);
  });
});
