import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Loaded, load } from "../../model/checks/load.ts";
import { problemLine } from "../../model/problem.ts";
import type { Files } from "../../model/reading/draft.ts";
import { readPart } from "../../model/reading/part.ts";

/** Folder of the sample declaration. */
export const SAMPLE = path.resolve(import.meta.dirname, "..", "..", "examples", "acme");

/** The instant that the tests compare ends of grants with. */
export const NOW = new Date("2026-11-22T00:00:00Z");

/** Names of the sample's inventory and claims, which are none of the declaration's files. */
export const INVENTORY = "inventory.yaml";
export const BESIDE: readonly string[] = [INVENTORY, "claims.yaml"];

/** The text of the sample's inventory. */
export const sampleInventory: string = readFileSync(path.join(SAMPLE, INVENTORY), "utf8");

/** The sample's files by path, read once. */
export const sample: Files = new Map(
  globSync("**/*.yaml", { cwd: SAMPLE })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => !BESIDE.includes(file))
    .sort()
    .map((file) => [file, readFileSync(path.join(SAMPLE, file), "utf8")]),
);

export const organization = "organization.yaml";
export const accountOf = (account: string): string => `accounts/${account}/account.yaml`;
export const dataOf = (account: string): string => `accounts/${account}/data.yaml`;

/** The files with one passage of one file replaced; throws unless the passage occurs exactly once. */
export function edit(files: Files, file: string, passage: string, replacement: string): Files {
  const text = files.get(file);
  const times = text === undefined ? 0 : text.split(passage).length - 1;
  if (text === undefined || times !== 1)
    throw new Error(`${file}: the passage must occur exactly once, got ${times.toString()} times; correct ${JSON.stringify(passage)}`);
  return new Map(files).set(
    file,
    text.replace(passage, () => replacement),
  );
}

/** The files with one file written anew. */
export const write = (files: Files, file: string, text: string): Files => new Map(files).set(file, text);

/** The files without those whose paths begin so; throws where there is none. */
export function without(files: Files, prefix: string): Files {
  const left = [...files].filter(([file]) => !file.startsWith(prefix));
  if (left.length === files.size) throw new Error(`${prefix}: is not a file, got ${files.size.toString()} others; correct the path`);
  return new Map(left);
}

/** Reads a file once for each of its texts, so that a test which changes one file reads one file. */
export function rememberingRead(): typeof readPart {
  const known = new Map<string, unknown>();
  return (kind, file, text) => {
    const key = `${kind}\0${file}\0${text}`;
    const part = known.get(key) ?? readPart(kind, file, text);
    // What a mutation leaves behind is rarely asked for again; the sample's own files are.
    if (sample.get(file) === text) known.set(key, part);
    return part as ReturnType<typeof readPart<typeof kind>>;
  };
}

const read = rememberingRead();

/** Loads files as of the tests' own instant. */
export const loadAt = (files: Files, now: Date = NOW): Loaded => load(files, { now, read });

/** Problems and warnings as they are printed. */
export const linesOf = (problems: Loaded["problems"]): string[] => problems.map(problemLine);
