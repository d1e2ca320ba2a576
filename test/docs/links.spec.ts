import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { PAGES, textOf } from "./page.ts";

const withoutBlocks = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, "");

/** The anchor that a heading gets on the pages of code hosts. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsIn = (file: string): string[] =>
  [...withoutBlocks(readFileSync(file, "utf8")).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

describe("links in documents", () => {
  for (const page of PAGES) {
    it(`lead somewhere in ${page}`, () => {
      for (const [, target = ""] of withoutBlocks(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https:/.test(target)) continue;
        const [file = "", anchor] = target.split("#");
        const found = file === "" ? path.join(ROOT, page) : path.join(ROOT, path.dirname(page), file);
        assert.ok(existsSync(found), `${page}: ${target} is not there`);
        if (anchor !== undefined) assert.ok(anchorsIn(found).includes(anchor), `${page}: ${target} has no such heading`);
      }
    });
  }
});
