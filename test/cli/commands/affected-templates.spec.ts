import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import type { Files } from "../../../model/reading/draft.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { repositoryOf } from "../../support/git-folder.ts";
import { fromTemplate, TEAM, type Values } from "../../support/templates.ts";

const folder = temporaryFolder();
const NORTH: Values = { id: "300000000009", block: "40", job: "nightly", what: "parcels" };
const SOUTH: Values = { id: "300000000008", block: "41", job: "hourly", what: "letters" };
const BOTH = { north: NORTH, south: SOUTH };

/** The accounts whose data stacks differ between two states of a declaration. */
async function dataStacks(name: string, before: Files, after: Files): Promise<readonly string[]> {
  const target = folder(name);
  repositoryOf(target, before);
  for (const file of before.keys()) rmSync(path.join(target, file));
  writeFiles(target, after);
  const { code, out, err } = await command("plan", "--waves", "--affected", "main", "--json", "-d", target, "--as-of", "2026-11-22");
  assert.equal(code, 0, err);
  const { affected } = JSON.parse(out) as { affected: { differ: readonly string[] } | null };
  return (affected?.differ ?? []).filter((stack) => stack.startsWith("data."));
}

describe("stacks that a change of a template concerns", () => {
  it("are those of all its accounts", async () => {
    const text = JSON.stringify(TEAM.data).replace('"key":', '"pointInTimeRecovery":"7d","key":');
    const after = fromTemplate(BOTH, { ...TEAM, data: JSON.parse(text) as object });
    assert.deepEqual(await dataStacks("template", fromTemplate(BOTH), after), ["data.north", "data.south"]);
  });

  it("are those of one account after a change of its own parameter", async () => {
    const after = fromTemplate({ ...BOTH, south: { ...SOUTH, job: "daily" } });
    assert.deepEqual(await dataStacks("parameter", fromTemplate(BOTH), after), ["data.south"]);
  });

  it("are those of an account that is new, and no other data", async () => {
    assert.deepEqual(await dataStacks("instance", fromTemplate({ north: NORTH }), fromTemplate(BOTH)), ["data.south"]);
  });
});
