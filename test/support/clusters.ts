import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";

/** Folder of the scenarios of pods that run in several clusters. */
export const CLUSTERS = path.join(import.meta.dirname, "../scenarios/clusters");

/** The declaration that they are decided in. */
export const clusters: Files = readFiles(path.join(CLUSTERS, "declaration")).files;
