import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { WrongUse } from "./streams.ts";

/** Made before anything is computed, so that a wrong folder is said at once. */
export function makeOutputFolder(option: `--${string}`, folder: string): void {
  try {
    makeFolder(path.resolve(folder));
  } catch (error) {
    throw cannotWrite(option, folder, error);
  }
}

/** Writes files into a folder that is there: all of them, or none. */
export function writePages(option: `--${string}`, folder: string, pages: ReadonlyMap<string, string>): void {
  const draft = (name: string) => path.join(folder, `.${name}.${process.pid.toString()}`);
  try {
    for (const [name, text] of pages) writeFileSync(draft(name), text);
    for (const name of pages.keys()) renameSync(draft(name), path.join(folder, name));
  } catch (error) {
    for (const name of pages.keys()) rmSync(draft(name), { force: true });
    throw cannotWrite(option, folder, error);
  }
}

function cannotWrite(option: string, folder: string, error: unknown): WrongUse {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new WrongUse(`${option}: cannot be written, got ${JSON.stringify(code)} for ${folder}; name a folder that can be`, {
    cause: error,
  });
}
