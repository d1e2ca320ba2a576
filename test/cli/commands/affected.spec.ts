import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { changedPrograms } from "../../../cli/input/affected-stacks.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { gitIn, repositoryOf } from "../../support/git-folder.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";

const folder = temporaryFolder();
const DATA = "accounts/owner/data.yaml";
const ACCOUNT = "accounts/owner/account.yaml";
const SHARED = "      consumer/reporter: { can: [read, stream], on: [table, byDay], purpose: etl, because: daily balance }\n";

/** An output of a user's own. */
const EXTENSION = "export default ({ account }) => ({ team: account.name });\n";

interface Waves {
  readonly affected: { readonly differ: readonly string[]; readonly read: readonly string[]; readonly gone: readonly string[] } | null;
  readonly waves: readonly { readonly jobs: readonly { readonly stacks: readonly string[] }[] }[];
}

/** The waves of the stacks that edits of the line concern. */
async function affected(name: string, edits: readonly Edit[], before: readonly Edit[] = []): Promise<Waves> {
  const target = folder(name);
  const old = withEdits(LINE, before);
  repositoryOf(target, old);
  for (const file of old.keys()) rmSync(path.join(target, file));
  writeFiles(target, withEdits(LINE, [...before, ...edits]));
  const { code, out, err } = await command("plan", "--waves", "--affected", "main", "--json", "-d", target, "--as-of", "2026-11-22");
  assert.equal(code, 0, err);
  return JSON.parse(out) as Waves;
}

describe("stacks that a change concerns", () => {
  for (const [what, edits, differ, read] of [
    ["nothing but a comment", [[DATA, "tables:\n", "# about tables\ntables:\n"]], [], []],
    [
      "a table's recovery",
      [[DATA, "    stream: new-and-old-images\n", "    stream: new-and-old-images\n    pointInTimeRecovery: 7d\n"]],
      ["data.owner"],
      [],
    ],
    [
      "protection, which the engine alone is told of",
      [[DATA, "    usedBy:\n", "    deletion: allowed\n    usedBy:\n"]],
      ["data.owner"],
      [],
    ],
    [
      "a table's key, which replaces it, so that its readers get another stream",
      [[DATA, "partition: { accountId: string }", "partition: { accountName: string }"]],
      ["data.owner"],
      ["consumers.consumer", "consumers.owner"],
    ],
    ["a grant that ends", [[DATA, `    sharedWith:\n${SHARED}`, ""]], ["foundation.consumer", "data.owner", "consumers.consumer"], []],
    ["an extension of one layer", [["extensions/consumers.ts", "", EXTENSION]], ["consumers.consumer", "consumers.owner"], []],
    [
      "tags of one account",
      [[ACCOUNT, "account: owner\n", "account: owner\ntags: { team: ledgers }\n"]],
      ["foundation.owner", "perimeter.owner", "data.owner", "consumers.owner"],
      [],
    ],
  ] as const) {
    it(`are ${differ.length === 0 ? "none" : differ.join(", ")} after a change of ${what}`, async () => {
      const { affected: found, waves } = await affected(what.replaceAll(/\W/g, "-"), edits);
      assert.deepEqual(found?.differ, differ);
      assert.deepEqual(found.read, read);
      const inWaves = waves.flatMap(({ jobs }) => jobs.flatMap(({ stacks }) => stacks));
      assert.deepEqual([...inWaves].sort(), [...differ, ...read].sort());
    });
  }

  it("are named as gone where their account has left", async () => {
    const target = folder("left");
    repositoryOf(target, withEdits(LINE, [[DATA, `    sharedWith:\n${SHARED}`, ""]]));
    rmSync(path.join(target, "accounts", "consumer"), { recursive: true });
    const { out, err } = await command("plan", "--waves", "--affected", "main", "--json", "-d", target, "--as-of", "2026-11-22");
    const { affected: found } = JSON.parse(out) as Waves;
    assert.equal(err, "");
    assert.deepEqual(found?.gone, ["foundation.consumer", "perimeter.consumer", "data.consumer", "consumers.consumer"]);
    assert.ok(found.differ.includes("guardrails"));
    assert.ok(!found.differ.includes("data.owner"));
  });

  it("are refused without a ref that git knows, or without waves", async () => {
    const target = folder("no-ref");
    repositoryOf(target, LINE);
    const unknown = await command("plan", "--waves", "--affected", "nowhere", "-d", target);
    assert.deepEqual([unknown.code, unknown.err.includes('palisade: --affected: is nothing that git knows, got "nowhere"')], [2, true]);
    const nowhere = folder("no-repository");
    writeFiles(nowhere, LINE);
    const outside = await command("plan", "--waves", "--affected", "main", "-d", nowhere);
    assert.match(outside.err, /is in no git repository, got [^;]*; name a folder of one with --declaration, or leave out --affected\n/);
    const bare = await command("plan", "--affected", "main", "-d", target);
    assert.deepEqual([bare.code, bare.err.includes("--affected: chooses the stacks of waves; add --waves")], [2, true]);
    assert.match(gitIn(target, "status", "--short"), /^$/);
  });

  it("are all where the programs themselves have changed, and none for other files or another repository's commit", () => {
    const target = folder("programs");
    repositoryOf(
      target,
      new Map([
        ["stacks/one.ts", "1"],
        ["docs/page.md", "1"],
      ]),
    );
    const commit = gitIn(target, "rev-parse", "HEAD").trim();
    writeFiles(target, new Map([["docs/page.md", "2"]]));
    assert.deepEqual(changedPrograms(target, commit), []);
    writeFiles(target, new Map([["stacks/one.ts", "2"]]));
    assert.deepEqual(changedPrograms(target, commit), ["stacks/one.ts"]);
    assert.deepEqual(changedPrograms(target, "0".repeat(40)), []);
  });
});
