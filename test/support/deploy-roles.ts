import path from "node:path";
import { readFiles } from "../../model/folder/declaration-files.ts";
import type { Files } from "../../model/reading/draft.ts";

/** Folder of the scenarios of accounts with deploy roles of their own. */
export const DEPLOY_ROLES = path.join(import.meta.dirname, "../scenarios/deploy-roles");

/** The declaration that they are decided in. */
export const deployRoles: Files = readFiles(path.join(DEPLOY_ROLES, "declaration")).files;
