import { compilePolicy, type Policy } from "../../proof/engine/policy.ts";
import { validatePolicy } from "../../proof/engine/validate-policy.ts";
import type { DeployedResources } from "../../proof/world/deployed-resources.ts";
import { type Refusal, refused } from "../refusal.ts";
import type { RoleParameters } from "./sts-parameters.ts";

/** What a session policy is called in explanations. */
const NAME = "passed for the session";

/** The session policies of a call as one policy, undefined where it passes none. */
export function sessionPolicyOf(
  { policy, policyArns }: Pick<RoleParameters, "policy" | "policyArns">,
  { managed }: Pick<DeployedResources, "managed">,
): { readonly policy: Policy | undefined } | Refusal {
  const documents: unknown[] = policyArns.map((arn) => managed.get(arn)?.document);
  const unknown = policyArns.find((_, index) => documents[index] === undefined);
  if (unknown !== undefined) return refused("MalformedPolicyDocument", `${unknown}: is no managed policy of the declaration`);
  if (policy !== undefined) {
    try {
      documents.push(JSON.parse(policy));
    } catch {
      return refused("MalformedPolicyDocument", "This policy contains invalid Json");
    }
  }
  const validated = documents.map((document) => validatePolicy(document, "session policy"));
  const [problem] = validated.flatMap(({ problems = [] }) => problems);
  if (problem !== undefined)
    return refused("MalformedPolicyDocument", `Syntax errors in policy. ${problem.path.join(".")}: ${problem.message}`);
  const statements = validated.flatMap(({ value }) => value?.Statement ?? []);
  if (statements.length === 0) return { policy: undefined };
  return { policy: compilePolicy({ Version: "2012-10-17", Statement: statements }, NAME) };
}
