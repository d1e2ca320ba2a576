import { parseArn } from "../../iam/arn.ts";
import { type Problem, problem } from "../json-problem.ts";
import type { Request } from "./prepare-request.ts";
import { isAccountId, parsePrincipal } from "./principal.ts";

const ACTION = /^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/;

/** Everything about a request that cannot be, so that what remains can be decided. */
export function validateRequest(request: Request): Problem[] {
  const { principal, action, resource, resourceAccount, context } = request;
  const problems: Problem[] = [];
  if (parsePrincipal(principal) === undefined) {
    const remedy = 'write the ARN of a role, session, user, root or identity provider, an account id, a service\'s name or "*"';
    problems.push(problem(["principal"], "is not a principal", principal, remedy));
  }
  if (!ACTION.test(action)) problems.push(problem(["action"], "is not one action", action, 'write it as "dynamodb:GetItem"'));
  const arn = parseArn(resource);
  if (resource !== "*" && arn === undefined)
    problems.push(problem(["resource"], "is not a resource", resource, 'write an ARN, with wildcards if need be, or "*"'));
  if (resourceAccount !== undefined && !isAccountId(resourceAccount)) {
    problems.push(problem(["resourceAccount"], "is not an account id", resourceAccount, "write twelve digits"));
  } else if (resourceAccount !== undefined && arn !== undefined && isAccountId(arn.accountId) && arn.accountId !== resourceAccount) {
    problems.push(
      problem(["resourceAccount"], `is not the account of the resource's ARN (${arn.accountId})`, resourceAccount, "leave one of them out"),
    );
  }
  return [...problems, ...contextProblems(context)];
}

function contextProblems(context: Request["context"]): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(context).flatMap((key) => {
    const twin = seen.get(key.toLowerCase());
    seen.set(key.toLowerCase(), key);
    if (!key.includes(":")) return [problem(["context", key], "no context key", key, 'write it with its prefix, as in "aws:SourceVpc"')];
    return twin === undefined
      ? []
      : [problem(["context", key], `is the same key as ${JSON.stringify(twin)}, since case does not count`, key, "keep one of them")];
  });
}
