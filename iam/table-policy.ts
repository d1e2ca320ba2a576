import { type PolicyDocument, policyDocument, refusePublicAllow } from "./document.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { Actions, Principals, Resources, Statement, StatementBase } from "./statement.ts";

/** A statement about who may use a table, its indexes (named as resources of their own) or its stream. */
export type TableStatement = StatementBase &
  Pick<Statement, "effect"> &
  Actions<`dynamodb:${string}`> &
  Resources & { readonly principals: Principals };

/**
 * A table's resource policy; index rights stand here too, with the index's ARN. Throws, beyond what every document refuses, when anyone is
 * allowed without any condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function tablePolicy(statements: NonEmpty<TableStatement>): PolicyDocument<"table policy"> {
  return policyDocument("table policy", statements, [refusePublicAllow]);
}

/** A stream's resource policy, which is separate from its table's. Throws as `tablePolicy` does. */
export function streamPolicy(statements: NonEmpty<TableStatement>): PolicyDocument<"stream policy"> {
  return policyDocument("stream policy", statements, [refusePublicAllow]);
}
