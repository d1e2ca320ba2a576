import { type PolicyDocument, parsePolicyDocument, type Statement } from "./parsed-policy.ts";
import type { SeenResource } from "./rule.ts";
import { UNKNOWN } from "./unknown-values.ts";

/** Pulumi's type of a grant of KMS. */
export const KEY_GRANT = "aws:kms/grant:Grant";

/**
 * A grant of KMS as the statement of a key's policy that gives the same. `UNKNOWN` where a preview does not show to whom; undefined for other
 * types. Operations that are not shown count as all. https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function keyGrantStatement({ type, properties }: Pick<SeenResource, "type" | "properties">): Statement | typeof UNKNOWN | undefined {
  const { granteePrincipal, operations } = properties;
  if (type !== KEY_GRANT || granteePrincipal === undefined) return undefined;
  if (granteePrincipal === UNKNOWN) return UNKNOWN;
  const named = Array.isArray(operations) ? operations.filter((each): each is string => typeof each === "string") : ["*"];
  const document: PolicyDocument | undefined = parsePolicyDocument({
    Statement: [{ Effect: "Allow", Principal: { AWS: granteePrincipal }, Action: named.map((name) => `kms:${name}`) }],
  });
  const statement = document?.statements[0];
  return statement === undefined ? undefined : { ...statement, label: "the grant of the key" };
}
