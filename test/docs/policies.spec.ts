import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { policiesPage } from "../../policy-pack/policies-page.ts";

describe("docs/policies.md", () => {
  it("is what the rules say; npm run docs brings it up to date", () => {
    assert.equal(readFileSync(new URL("../../docs/policies.md", import.meta.url), "utf8"), policiesPage());
  });
});
