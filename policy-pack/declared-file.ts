import { readFileSync } from "node:fs";
import { DECLARED_FILE, type DeclaredGrants, readDeclaredGrants } from "./declared-grants.ts";

/** The declared grants in the pack's folder. Undefined where there is no such file. Throws where it cannot be read. */
export function declaredBeside(folder: string): DeclaredGrants | undefined {
  let text: string;
  try {
    text = readFileSync(`${folder}/${DECLARED_FILE}`, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return readDeclaredGrants(text);
}
