import type { LayerReference } from "../../../proof/explanation/explain.ts";
import type { AnswerContext } from "./answer-context.ts";

/** What would have to change so that a layer allows, where no condition alone is in the way. */
export function lackRemedy({ layer }: LayerReference, context: AnswerContext): string {
  if (layer === "resource" || layer === "identity") return grantRemedy(context);
  return "the organization's administrators decide";
}

/** A grant allows in both the caller's and the resource's policy. */
function grantRemedy({ owner, declared, isAdministrative }: AnswerContext): string {
  if (isAdministrative === true) return NO_GRANT_FOR_ADMINISTRATORS;
  if (declared !== undefined) return declared.remedy;
  return `a grant under \`sharedWith\` or \`usedBy\` in the data.yaml of ${owner ?? "the owner"} that names the caller, the right and the end; its owner decides`;
}

/** Why a break-glass or deploy role is given nothing. */
export const NO_GRANT_FOR_ADMINISTRATORS =
  "no grant changes this: grants are for workloads and external parties, not for break-glass and deploy roles";
