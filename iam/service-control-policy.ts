import { type PolicyDocument, policyDocument } from "./document.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { ActionPattern, ActionsOrNotActions, NoPrincipals, ResourcesOrNotResources, StatementBase } from "./statement.ts";

/**
 * A statement of an SCP. It has no Principal: it binds all of an account. An Allow is for all resources: AWS's syntax page and its
 * announcement disagree on whether it may name ARNs.
 */
export type ServiceControlStatement = StatementBase &
  NoPrincipals &
  ActionsOrNotActions<ActionPattern | "*"> &
  (
    | ({ readonly effect: "Deny" } & ResourcesOrNotResources)
    | { readonly effect: "Allow"; readonly resources: readonly ["*"]; readonly notResources?: never }
  );

/**
 * A service control policy.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 */
export function serviceControlPolicy(statements: NonEmpty<ServiceControlStatement>): PolicyDocument<"service control policy"> {
  return policyDocument("service control policy", statements);
}
