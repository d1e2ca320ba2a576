import { type PolicyDocument, policyDocument, refusePublicAllow } from "./document.ts";
import { type NonEmpty, nonEmpty } from "./non-empty.ts";
import type { Actions, NoResources, Principals, Statement, StatementBase } from "./statement.ts";

/** A statement about who may use a secret. It names no resource: `*` is the secret itself, whose ARN ends in what AWS makes up. */
export type SecretStatement = StatementBase &
  NoResources &
  Pick<Statement, "effect"> &
  Actions<`secretsmanager:${string}`> & { readonly principals: Principals };

/**
 * A secret's resource policy. Throws, beyond what every document refuses, when anyone is allowed without any condition.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export function secretPolicy(statements: NonEmpty<SecretStatement>): PolicyDocument<"secret policy"> {
  const onTheSecret = statements.map((statement): Statement => ({ ...statement, resources: ["*"] }));
  return policyDocument("secret policy", nonEmpty(onTheSecret, "secret policy"), [refusePublicAllow]);
}
