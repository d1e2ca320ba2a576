import * as folder from "../../model/folder/read-declaration.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { quotaProblems } from "../../stacks/wiring/organization-quotas.ts";
import { WrongUse } from "../output/streams.ts";

/** Finds, reads and checks the declaration that a command is about; what AWS's quotas of policies refuse is a problem of it. */
export function readDeclaration(options: folder.DeclarationOptions): folder.ReadDeclaration {
  try {
    const read = folder.readDeclaration(options, { declaration: "--declaration", asOf: "--as-of", cwd: process.cwd() });
    const problems = read.declaration === undefined ? [] : quotaProblems(plan(read.declaration));
    return problems.length === 0 ? read : { ...read, declaration: undefined, problems };
  } catch (error) {
    if (error instanceof folder.WrongOption) throw new WrongUse(error.message, { cause: error });
    throw error;
  }
}
