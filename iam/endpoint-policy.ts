import { type PolicyDocument, policyDocument } from "./document.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { ActionPattern, Actions, Resources, Statement, StatementBase } from "./statement.ts";

/**
 * A statement about what passes a VPC endpoint. The principal is always anyone, narrowed by conditions: a gateway endpoint takes nothing
 * else, and one grammar serves both kinds of endpoint.
 */
export type EndpointStatement = StatementBase &
  Pick<Statement, "effect"> &
  Actions<ActionPattern | "*"> &
  Resources & { readonly principals: "anyone" };

/**
 * A VPC endpoint's policy. It grants nothing; it only narrows what passes.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function endpointPolicy(statements: NonEmpty<EndpointStatement>): PolicyDocument<"endpoint policy"> {
  return policyDocument("endpoint policy", statements);
}
