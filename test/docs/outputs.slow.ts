import assert from "node:assert/strict";
import { blocksOf, PAGES, textOf } from "./page.ts";
import { refreshed } from "./run-page.ts";

describe("outputs in documents", () => {
  for (const page of PAGES) {
    const text = textOf(page);
    if (!blocksOf(text).some(({ language }) => language === "console")) continue;
    it(`are what the commands print in ${page}; npm run docs brings them up to date`, async () => {
      assert.equal(await refreshed(page, text), text);
    });
  }
});
