import assert from "node:assert/strict";
import type { Caller } from "../../control-plane/caller.ts";
import { describeUnderTheEngine, type EngineSandbox, inShort } from "./engine-sandbox.ts";

const DATA = "accounts/owner/data.yaml";
const NORTH: Caller = { account: "300000000001", region: "eu-north-1" };
const REPLICA = { caller: NORTH, type: "aws:dynamodb/tableReplica:TableReplica", id: "ledger:eu-west-1" } as const;
const ENTRY = "  ledger-north:\n    replicaOf: owner/ledger\n    region: eu-north-1\n";

const callsOf = async (sandbox: EngineSandbox): Promise<string[]> =>
  inShort(await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "data.owner"))).sort();

describeUnderTheEngine("a table that gets a replica in another region", (sandbox) => {
  before(() => sandbox.succeeds("up"));

  it("stays as it is, and gets the replica in place", async () => {
    sandbox.edit(DATA, "tables:\n", `tables:\n${ENTRY}`);
    assert.deepEqual(await callsOf(sandbox), [
      "create data.owner table-ledger-north-alias",
      "create data.owner table-ledger-north-key",
      "create data.owner table-ledger-north-replica",
    ]);
    const made = await sandbox.aws((plane) => plane.read(REPLICA)?.outputs["arn"]);
    assert.equal(made, "arn:aws:dynamodb:eu-north-1:300000000001:table/ledger");
  });

  it("shows no change afterwards", async () => {
    assert.deepEqual(await callsOf(sandbox), []);
  });

  it("keeps the replica until its deletion is allowed, and then loses it alone", async () => {
    sandbox.edit(DATA, ENTRY, "");
    const { code, err } = await sandbox.sandbox("up", "--stack", "data.owner");
    assert.equal(code, 1, err);
    assert.ok((await sandbox.aws((plane) => plane.read(REPLICA))) !== undefined);
    sandbox.edit(DATA, "tables:\n", `tables:\n${ENTRY}    deletion: allowed\n`);
    assert.deepEqual(await callsOf(sandbox), ["update data.owner table-ledger-north-replica"]);
    sandbox.edit(DATA, `${ENTRY}    deletion: allowed\n`, "");
    assert.deepEqual(await callsOf(sandbox), [
      "delete data.owner table-ledger-north-alias",
      "delete data.owner table-ledger-north-key",
      "delete data.owner table-ledger-north-replica",
    ]);
  });
});
