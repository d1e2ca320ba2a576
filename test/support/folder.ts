import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Files } from "../../model/reading/draft.ts";

/** A folder for the tests of one file, gone after the last of them. */
export function temporaryFolder(): (name: string) => string {
  const root = mkdtempSync(path.join(tmpdir(), "palisade-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  return (name) => path.join(root, name);
}

/** Writes files below a folder, bytes as they are. */
export function writeFiles(folder: string, files: Files | ReadonlyMap<string, Uint8Array>): void {
  for (const [file, content] of files) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
