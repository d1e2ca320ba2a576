import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";

/** Folder of the scenarios of sensitive tables with replicas. */
export const REPLICAS = path.join(import.meta.dirname, "../scenarios/replicas");

/** The declaration that they are decided in. */
export const replicas: Files = readFiles(path.join(REPLICAS, "declaration")).files;
