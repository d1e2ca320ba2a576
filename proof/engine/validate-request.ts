import { parseArn } from "../../iam/arn.ts";
import { type Problem, problem } from "../json-problem.ts";
import { ID_KEY } from "./condition.ts";
import { aliasName } from "./kms-alias.ts";
import type { Request } from "./prepare-request.ts";
import { isAccountId, type Principal, parsePrincipal, parseUniqueId } from "./principal.ts";

const ACTION = /^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/;

/** Everything about a request that cannot be, so that what remains can be decided. */
export function validateRequest(request: Request): Problem[] {
  const { principal, principalId, action, resource, aliasTarget, resourceAccount, context, unknown = {} } = request;
  const problems: Problem[] = [];
  const parsed = parsePrincipal(principal);
  if (parsed === undefined) {
    const remedy = 'write the ARN of a role, session, user, root or identity provider, an account id, a service\'s name or "*"';
    problems.push(problem(["principal"], "is not a principal", principal, remedy));
  }
  problems.push(...idProblems(principalId, parsed, context));
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
  problems.push(...aliasProblems(resource, aliasTarget));
  return [...problems, ...contextProblems(context), ...unknownProblems(unknown, context)];
}

function idProblems(id: string | undefined, principal: Principal | undefined, context: Request["context"]): Problem[] {
  if (id === undefined) return [];
  const path = ["principalId"];
  const parsed = parseUniqueId(id);
  if (parsed === undefined || parsed.session !== undefined)
    return [problem(path, "is no unique id of a role or user", id, "write it as IAM shows it, as in AROA… or AIDA…")];
  if (principal !== undefined && principal.kind !== parsed.kind)
    return [problem(path, `is the unique id of a ${parsed.kind}`, id, "leave it out")];
  const given = Object.entries(context).find(([key]) => key.toLowerCase() === ID_KEY)?.[1];
  const isOther = given !== undefined && [given].flat()[0]?.split(":")[0] !== id;
  return isOther ? [problem(path, "is not the one that aws:userid gives", id, "leave one of them out")] : [];
}

function aliasProblems(alias: string, target: string | undefined): Problem[] {
  if (target === undefined) return [];
  const path = ["aliasTarget"];
  const [key, own] = [parseArn(target), parseArn(alias)];
  if (aliasName(alias) === undefined) return [problem(path, "is given for a resource that is no alias", target, "leave it out")];
  if (key?.service !== "kms" || !key.resource.startsWith("key/")) return [problem(path, "is no key", target, "write the ARN of the key")];
  return key.accountId === own?.accountId && key.region === own.region
    ? []
    : [problem(path, "is no key of the alias's account and region", target, "write the ARN of the key that it stands for")];
}

/** Keys that decide more than conditions do, and the time. */
const ALWAYS_KNOWN: readonly string[] = [
  ...["aws:calledvia", "aws:currenttime", "aws:epochtime", "aws:principalarn", "aws:tokenissuetime", "aws:viaawsservice"],
];

function unknownProblems(unknown: NonNullable<Request["unknown"]>, context: Request["context"]): Problem[] {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  return Object.keys(unknown).flatMap((key) => {
    const path = ["unknown", key];
    if (!key.includes(":")) return [problem(path, "no context key", key, 'write it with its prefix, as in "aws:PrincipalTag/*"')];
    if (ALWAYS_KNOWN.some((known) => isNamed(known, key.toLowerCase())))
      return [problem(path, "is a key that cannot be unknown", key, "give it in the context")];
    return given.has(key.toLowerCase()) ? [problem(path, "is given in the context", key, "leave one of them out")] : [];
  });
}

/** Whether a key is the named one, or begins with what stands before a closing `*`. */
const isNamed = (key: string, name: string): boolean => (name.endsWith("*") ? key.startsWith(name.slice(0, -1)) : key === name);

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
