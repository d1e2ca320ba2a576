import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Asserts that a text is the recorded one of a folder; with UPDATE_GOLDEN=1 it is recorded anew, for a reader to compare. */
export function assertRecorded(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"));
}
