import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import { kindOf } from "../../model/reading/draft.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";

const root = path.resolve(import.meta.dirname, "../..");
const documents = [...globSync("*.md", { cwd: root }), ...globSync("docs/**/*.md", { cwd: root })].sort();

/** YAML blocks of a document by the file that their first line names. */
function yamlBlocks(document: string): { name: string; text: string }[] {
  const text = readFileSync(path.join(root, document), "utf8");
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => ({
    name: /^# (\S+)/.exec(block)?.[1] ?? "",
    text: block,
  }));
}

describe("examples in documents", () => {
  it("has examples in the README", () => {
    assert.ok(yamlBlocks("README.md").length >= 4);
  });

  for (const document of documents) {
    it(`are right in ${document}`, () => {
      const all = yamlBlocks(document);
      const blocks = all.filter(({ name }) => name !== "inventory.yaml");
      for (const { name, text } of all.filter((block) => !blocks.includes(block)))
        assert.deepEqual(parseInventory(name, text).problems.map(problemLine), []);
      for (const { name } of blocks)
        assert.notEqual(kindOf(name), undefined, `a YAML block of ${document} begins with "${name}", not with a file of the declaration`);
      if (blocks.length === 0) return;
      const { declaration, problems } = load(new Map(blocks.map(({ name, text }) => [name, text])), {
        now: new Date("2026-11-22T00:00:00Z"),
      });
      assert.deepEqual(problems.map(problemLine), []);
      assert.ok(declaration !== undefined && plan(declaration).grants.length > 0);
    });
  }

  it("shows the message that the README quotes", () => {
    const files = new Map(
      yamlBlocks("README.md").map(({ name, text }) => [name, text.replace("nightly-etl: { can", "nightly-elt: { can")]),
    );
    const [line] = load(files, { now: new Date("2026-11-22T00:00:00Z") }).problems.map(problemLine);
    assert.ok(line !== undefined && readFileSync(path.join(root, "README.md"), "utf8").includes(line), line);
  });
});
