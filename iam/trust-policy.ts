import { conditionsIn } from "./condition.ts";
import { namesAccountRoot, type PolicyDocument, policyDocument } from "./document.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { Actions, NamedPrincipals, NoResources, Principals, Statement, StatementBase } from "./statement.ts";

/** The actions by which a role is taken on, and those that go with them. */
export type TrustAction =
  | "sts:AssumeRole"
  | "sts:AssumeRoleWithWebIdentity"
  | "sts:AssumeRoleWithSAML"
  | "sts:TagSession"
  | "sts:SetSourceIdentity"
  | "sts:SetContext";

/** A statement about who may take on the role. It has no Resource: the resource is the role. Allowing anyone does not compile. */
export type TrustStatement = StatementBase &
  NoResources &
  Actions<TrustAction> &
  ({ readonly effect: "Allow"; readonly principals: NamedPrincipals } | { readonly effect: "Deny"; readonly principals: Principals });

/**
 * A role's trust policy. Throws, beyond what every document refuses, when a whole account is trusted without any condition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustPolicy(statements: NonEmpty<TrustStatement>): PolicyDocument<"trust policy"> {
  return policyDocument("trust policy", statements, [refuseWholeAccount]);
}

function refuseWholeAccount({ effect, principals, conditions = {} }: Statement): readonly string[] {
  if (effect === "Deny" || !namesAccountRoot(principals) || conditionsIn(conditions).length > 0) return [];
  return [`a whole account is trusted, got ${JSON.stringify(principals)}; name the role, or add onlyPrincipals`];
}
