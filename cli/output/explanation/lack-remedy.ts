import { accountOf, workloadOf } from "../../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { LayerReference } from "../../../proof/explanation/explain.ts";
import type { StepExplanation } from "../../../proof/explanation/explain-call.ts";
import { accountFileText } from "./account-file-text.ts";
import type { AnswerContext } from "./answer-context.ts";
import { consumerNameOf } from "./declared-grant.ts";

/** What would have to change so that a layer allows, where no condition alone is in the way. */
export function lackRemedy({ layer }: LayerReference, { asked }: StepExplanation, context: AnswerContext): string {
  if (layer !== "resource" && layer !== "identity") return "the organization's administrators decide";
  const { covering, plan, isAdministrative } = context;
  if (isAdministrative !== true && covering !== undefined && plan !== undefined) {
    const byHand = layer === "resource" ? byHandAtResource(covering, plan, asked) : byHandAtRole(covering, plan);
    if (byHand !== undefined) return byHand;
  }
  return grantRemedy(context);
}

/** A grant allows in both the caller's and the resource's policy. */
function grantRemedy({ owner, declared, isAdministrative, plan }: AnswerContext): string {
  if (isAdministrative === true) return NO_GRANT_FOR_ADMINISTRATORS;
  if (declared !== undefined) return declared.remedy;
  const file = owner === undefined ? "data.yaml of the owner" : accountFileText("data.yaml", owner, plan);
  return `a grant under \`sharedWith\` or \`usedBy\` in the ${file} that names the caller, the right and the end; its owner decides`;
}

/** A key's policy that others write lacks what the card of the grant has; no further grant changes that. */
function byHandAtResource(grant: ResolvedGrant, plan: ResolvedPlan, { resource }: StepExplanation["asked"]): string | undefined {
  const account = accountOf(plan, grant.owner);
  const isOfTheGrant = grant.kind !== "keys" && !/:kms:/.test(resource);
  if (isOfTheGrant || account === undefined) return undefined;
  return `add the key policy statements on the connection card to the policy of the key: npm run card -- ${consumerNameOf(grant) ?? ""}`;
}

/** A role that exists has what its own team attaches to it. */
function byHandAtRole(grant: ResolvedGrant, plan: ResolvedPlan): string | undefined {
  const { consumer } = grant;
  if (consumer.kind === "account") return undefined;
  if (consumer.kind === "external") return `${consumer.party} attaches permissions for what its connection card names to its role`;
  if (consumer.kind === "people")
    return `add the permissions on the connection card to the inline policy of the permission set: npm run card -- ${consumerNameOf(grant) ?? ""}`;
  const isByOthers = workloadOf(plan, consumer)?.role.addsPermissions === false;
  if (!isByOthers || grant.how === "irsa") return undefined;
  return `attach the permissions on the connection card to the role, or write adds: [permissions] for it: npm run card -- ${consumerNameOf(grant) ?? ""}`;
}

/** Why a break-glass or deploy role is given nothing. */
export const NO_GRANT_FOR_ADMINISTRATORS =
  "no grant changes this: grants are for workloads and external parties, not for break-glass and deploy roles";
