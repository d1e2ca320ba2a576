import { lstatSync, statSync } from "node:fs";
import path from "node:path";
import { problemLine } from "../../model/problem.ts";
import { parseInventory, type ReadInventory } from "../../proof/world/inventory-file.ts";
import { WrongUse } from "../output/streams.ts";
import { readNamedFile } from "./read-named-file.ts";

/** Name of the inventory in a declaration's folder. */
export const INVENTORY = "inventory.yaml";

/**
 * Reads the inventory that is named, or else the one in the declaration's folder; undefined where there is neither. A broken link is an
 * error, so that its policies are not left out silently.
 */
export function readInventory(named: string | undefined, folder: string | undefined): ReadInventory | undefined {
  const file = named === undefined ? ownInventory(folder) : path.resolve(named);
  if (file === undefined) return undefined;
  return parseInventory(
    path.relative(process.cwd(), file).split(path.sep).join("/"),
    readNamedFile("--inventory", file, "a YAML or JSON file of policies that exist"),
  );
}

function ownInventory(folder: string | undefined): string | undefined {
  const file = path.join(folder ?? "", INVENTORY);
  if (folder === undefined || lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  // Reading a pipe would never end.
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO() === true) {
    throw new WrongUse(`${file}: is not a file, got a pipe; write a file of this name, or remove it`);
  }
  return file;
}

/** The same; throws where the inventory has problems. */
export function soundInventory(named: string | undefined, folder: string | undefined): ReadInventory | undefined {
  const read = readInventory(named, folder);
  if (read !== undefined && read.problems.length > 0) throw new WrongUse(read.problems.map(problemLine).join("\n"));
  return read;
}
