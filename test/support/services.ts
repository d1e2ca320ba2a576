import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";

/** Folder of the scenarios of workloads of other services and of CI jobs. */
export const SERVICES = path.join(import.meta.dirname, "../scenarios/workloads");

/** The declaration that they are decided in. */
export const services: Files = readFiles(path.join(SERVICES, "declaration")).files;
