import { existsSync } from "node:fs";
import path from "node:path";
import { problemLine } from "../model/problem.ts";
import { type ReadExisting, readExisting } from "../proof/existing-policies.ts";
import { readNamedFile } from "./read-named-file.ts";
import { WrongUse } from "./streams.ts";

/** The inventory that is picked up from a declaration's folder. */
export const INVENTORY = "inventory.yaml";

/** Reads the inventory that is named, or else the one in the declaration's folder; undefined where there is neither. */
export function readInventory(named: string | undefined, folder: string | undefined): ReadExisting | undefined {
  const own = folder === undefined ? undefined : path.join(folder, INVENTORY);
  const file = named === undefined ? own : path.resolve(named);
  if (file === undefined || (named === undefined && !existsSync(file))) return undefined;
  return readExisting(
    path.relative(process.cwd(), file).split(path.sep).join("/"),
    readNamedFile("--inventory", file, "a YAML or JSON file of policies that exist"),
  );
}

/** The same, where nothing may be wrong with it. */
export function soundInventory(named: string | undefined, folder: string | undefined): ReadExisting | undefined {
  const read = readInventory(named, folder);
  if (read !== undefined && read.problems.length > 0) throw new WrongUse(read.problems.map(problemLine).join("\n"));
  return read;
}
