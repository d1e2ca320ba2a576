import assert from "node:assert/strict";
import { command } from "../support/command.ts";
import { gitIn } from "../support/git-folder.ts";
import { describeUnderTheEngine, type EngineSandbox } from "./engine-sandbox.ts";

const DATA = "accounts/owner/data.yaml";

interface Waves {
  readonly affected: { readonly differ: readonly string[]; readonly read: readonly string[] };
}

function commit(sandbox: EngineSandbox): void {
  gitIn(sandbox.declaration, "add", "--all");
  gitIn(sandbox.declaration, "commit", "--quiet", "--message=As it was");
}

const concerned = async (sandbox: EngineSandbox): Promise<Waves["affected"]> => {
  const { out, err } = await command("plan", "--waves", "--json", "--affected", "HEAD", "--declaration", sandbox.declaration);
  assert.equal(err, "");
  return (JSON.parse(out) as Waves).affected;
};

describeUnderTheEngine("deploying only what a change concerns", (sandbox) => {
  before(async () => {
    gitIn(sandbox.declaration, "init", "--quiet", "--initial-branch=main");
    commit(sandbox);
    await sandbox.succeeds("up");
  });

  for (const [what, from, to] of [
    ["a table", "stream: new-and-old-images", "stream: new-and-old-images\n    pointInTimeRecovery: 7d"],
    ["a grant", "can: [read, stream], on: [table, byDay]", "can: [read], on: [table, byDay]"],
  ] as const) {
    it(`changes exactly the stacks that the comparison names after a change of ${what}, and leaves nothing for the rest`, async () => {
      sandbox.edit(DATA, from, to);
      const { differ, read } = await concerned(sandbox);
      const stackOf = (urn: string) => urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
      const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--affected", "HEAD"));
      assert.deepEqual([...new Set(calls.map(({ urn }) => stackOf(urn)))].sort(), [...differ].sort());
      assert.deepEqual(read, []);
      const rest = await sandbox.callsDuring(async () => {
        const out = await sandbox.succeeds("up", "--again");
        assert.doesNotMatch(out, /another declaration/);
      });
      assert.deepEqual(rest, []);
      commit(sandbox);
    });
  }
});
