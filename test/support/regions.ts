import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";

/** Folder of the scenarios of tables with replicas in other regions of their account. */
export const REGIONS = path.join(import.meta.dirname, "../scenarios/regions");

/** The declaration that they are decided in. */
export const regions: Files = readFiles(path.join(REGIONS, "declaration")).files;
