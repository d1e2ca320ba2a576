import { type PolicyDocument, policyDocument, refusePublicAllow } from "./document.ts";
import { type NonEmpty, nonEmpty } from "./non-empty.ts";
import type { Actions, NoResources, Principals, Statement, StatementBase } from "./statement.ts";

/** A statement about who may use a KMS key. It names no resource: AWS takes `*` for the key itself, and that is what is written. */
export type KeyStatement = StatementBase &
  NoResources &
  Pick<Statement, "effect"> &
  Actions<`kms:${string}`> & { readonly principals: Principals };

/**
 * A KMS key's policy. Throws, beyond what every document refuses, when anyone is allowed without any condition.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export function keyPolicy(statements: NonEmpty<KeyStatement>): PolicyDocument<"key policy"> {
  const onTheKey = statements.map((statement): Statement => ({ ...statement, resources: ["*"] }));
  return policyDocument("key policy", nonEmpty(onTheKey, "key policy"), [refusePublicAllow]);
}
