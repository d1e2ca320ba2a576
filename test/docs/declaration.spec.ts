import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MEANINGS } from "../../model/reference/field-meanings.ts";
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
      '| `id` |  | The id of an account that exists. | an account id: twelve digits, in quotes | `"200000000002"` |',
      "| `can` | required | The rights. | a list of rights: encrypt, decrypt | `[decrypt]` |",
      "| `runsOn` | required | Where the program runs. | lambda |  |",
      "### tables.&lt;name>.indexes.&lt;name>",
    ])
      assert.ok(page.includes(`\n${row}\n`), row);
    assert.ok(!page.includes("undefined") && !page.includes("[object"));
  });

  it("says what every field is for, and nothing of fields that are not there", () => {
    const meaningless = page.split("\n").filter((line) => /^\| `\w+` \| (?:required)? ?\|  \|/.test(line));
    assert.deepEqual(meaningless, []);
    const unused = Object.entries(MEANINGS).filter(([, meaning]) => !page.includes(`| ${meaning} |`));
    assert.deepEqual(unused, []);
  });
});
