import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { reference } from "../../model/reference/reference.ts";
import { LINE } from "../support/line.ts";

const page = readFileSync(new URL("../../docs/declaration.md", import.meta.url), "utf8");

describe("docs/declaration.md", () => {
  it("is current", () => {
    const examples = new Map([...LINE].sort(([a], [b]) => (a < b ? -1 : 1)));
    assert.ok(page === reference(examples), "docs/declaration.md is not current; run npm run docs");
  });

  it("names fields at every depth, with what they take", () => {
    for (const row of [
      '| `id` |  | an account id: twelve digits, in quotes | `"200000000002"` |',
      "| `can` | required | a list of rights: encrypt, decrypt | `[decrypt]` |",
      "| `runsOn` | required | lambda |  |",
      "### tables.&lt;name>.indexes.&lt;name>",
    ])
      assert.ok(page.includes(`\n${row}\n`), row);
    assert.ok(!page.includes("undefined") && !page.includes("[object"));
  });
});
