import * as folder from "../../model/folder/read-declaration.ts";
import { WrongOption } from "../../model/folder/wrong-option.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { quotaProblems } from "../../stacks/quotas/organization-quotas.ts";
import { WrongUse } from "../output/streams.ts";

/**
 * Finds, reads and checks the declaration that a command is about; what AWS's quotas of policies refuse is a problem of it. The variables of
 * programs count for commands too, where an option does not say otherwise.
 */
export function readDeclaration(options: folder.DeclarationOptions): folder.ReadDeclaration {
  try {
    const { PALISADE_DECLARATION: byVariable, PALISADE_AS_OF: dayByVariable } = process.env;
    const { declaration = byVariable, asOf = dayByVariable } = options;
    const read = folder.readDeclaration(
      { declaration, asOf },
      {
        declaration: options.declaration === undefined && byVariable !== undefined ? "PALISADE_DECLARATION" : "--declaration",
        asOf: options.asOf === undefined && dayByVariable !== undefined ? "PALISADE_AS_OF" : "--as-of",
        cwd: process.cwd(),
      },
    );
    const problems = read.declaration === undefined ? [] : quotaProblems(plan(read.declaration));
    return problems.length === 0 ? read : { ...read, declaration: undefined, problems };
  } catch (error) {
    if (error instanceof WrongOption) throw new WrongUse(error.message, { cause: error });
    throw error;
  }
}
