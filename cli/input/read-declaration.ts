import * as folder from "../../model/folder/read-declaration.ts";
import { WrongUse } from "../output/streams.ts";

/** Finds, reads and checks the declaration that a command is about. */
export function readDeclaration(options: folder.DeclarationOptions): folder.ReadDeclaration {
  try {
    return folder.readDeclaration(options, { declaration: "--declaration", asOf: "--as-of", cwd: process.cwd() });
  } catch (error) {
    if (error instanceof folder.WrongOption) throw new WrongUse(error.message, { cause: error });
    throw error;
  }
}
