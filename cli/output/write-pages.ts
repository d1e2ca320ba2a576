import { closeSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { WrongUse } from "./streams.ts";

const LETTERS_AT_ONCE = 1_000_000;

/** Made before anything is computed, so that a wrong folder is said at once. */
export function makeOutputFolder(option: `--${string}`, folder: string): void {
  try {
    makeFolder(path.resolve(folder));
  } catch (error) {
    throw cannotWrite(option, folder, error);
  }
}

/** Writes files into a folder that is there: all of them, or none. Of a text that comes in parts, little is in memory at once. */
export function writePages(option: `--${string}`, folder: string, pages: ReadonlyMap<string, string | Iterable<string>>): void {
  const draft = (name: string) => path.join(folder, `.${name}.${process.pid.toString()}`);
  try {
    for (const [name, text] of pages) {
      if (typeof text === "string") writeFileSync(draft(name), text);
      else writeParts(draft(name), text);
    }
    for (const name of pages.keys()) renameSync(draft(name), path.join(folder, name));
  } catch (error) {
    for (const name of pages.keys()) rmSync(draft(name), { force: true });
    throw cannotWrite(option, folder, error);
  }
}

function writeParts(file: string, parts: Iterable<string>): void {
  const descriptor = openSync(file, "w");
  let text = "";
  const flush = () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    text = "";
  };
  try {
    for (const part of parts) {
      text += part;
      if (text.length >= LETTERS_AT_ONCE) flush();
    }
    flush();
  } finally {
    closeSync(descriptor);
  }
}

function cannotWrite(option: string, folder: string, error: unknown): WrongUse {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new WrongUse(`${option}: cannot be written, got ${JSON.stringify(code)} for ${folder}; name a folder that can be`, {
    cause: error,
  });
}
