import { readFileSync } from "node:fs";
import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";
import { parseInventory, type ReadInventory } from "../../proof/world/inventory-file.ts";

/** Folder of the scenarios of consumers that are no workloads: people, vendors and parties without addresses. */
export const CONSUMERS = path.join(import.meta.dirname, "../scenarios/consumers");

/** The declaration that they are decided in. */
export const consumers: Files = readFiles(path.join(CONSUMERS, "declaration")).files;

/** What Identity Center and vendors gave the roles that exist. */
export const consumersInventory: ReadInventory = parseInventory(
  "inventory.yaml",
  readFileSync(path.join(CONSUMERS, "declaration/inventory.yaml"), "utf8"),
);
