import { type PolicyDocument, policyDocument } from "./document.ts";
import { type NonEmpty, nonEmpty } from "./non-empty.ts";
import type { ActionPattern, Actions, NoPrincipals, ResourcesOrNotResources, Statement, StatementBase } from "./statement.ts";

/** A statement of an RCP: it denies, by actions with a service prefix. It names no principal: AWS takes `*` only, and that is written. */
export type ResourceControlStatement = StatementBase &
  NoPrincipals &
  Actions<ActionPattern> &
  ResourcesOrNotResources & { readonly effect: "Deny" };

/**
 * A resource control policy. Throws, beyond what every document refuses, for an action without a service prefix.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export function resourceControlPolicy(statements: NonEmpty<ResourceControlStatement>): PolicyDocument<"resource control policy"> {
  const forAnyone = statements.map((statement): Statement => ({ ...statement, principals: "anyone" }));
  return policyDocument("resource control policy", nonEmpty(forAnyone, "resource control policy"), [refuseBareAction]);
}

function refuseBareAction({ actions }: Statement): readonly string[] {
  return actions?.includes("*") === true ? ['an action has no service prefix, got "*"; list services, e.g. "dynamodb:*"'] : [];
}
