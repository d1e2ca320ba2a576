import { type PolicyDocument, policyDocument } from "./document.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { ActionPattern, ActionsOrNotActions, NoPrincipals, ResourcesOrNotResources, Statement, StatementBase } from "./statement.ts";

/** A statement about what the role or user that carries it may do. */
export type IdentityStatement = StatementBase &
  NoPrincipals &
  Pick<Statement, "effect"> &
  ActionsOrNotActions<ActionPattern | "*"> &
  ResourcesOrNotResources;

/** A policy written into a role; all of a role's share one quota. */
export function identityPolicy(statements: NonEmpty<IdentityStatement>): PolicyDocument<"identity policy"> {
  return policyDocument("identity policy", statements);
}

/** A policy of its own that is attached to roles, also as a permissions boundary. */
export function managedPolicy(statements: NonEmpty<IdentityStatement>): PolicyDocument<"managed policy"> {
  return policyDocument("managed policy", statements);
}

/** A policy handed to `sts:AssumeRole`, which narrows the session and never widens it. */
export function sessionPolicy(statements: NonEmpty<IdentityStatement>): PolicyDocument<"session policy"> {
  return policyDocument("session policy", statements);
}
