import { parseArn } from "../../iam/arn.ts";
import { type Path, type Problem, problem } from "../json-problem.ts";
import { hasWildcard } from "./pattern.ts";
import { asList, type StatementDocument } from "./policy-document.ts";
import type { PolicyKind } from "./policy-kind.ts";
import { isAccountId, parsePrincipal, parseUniqueId } from "./principal.ts";

const NAMES_PRINCIPALS: ReadonlySet<PolicyKind> = new Set([
  "resource policy",
  "trust policy",
  "key policy",
  "endpoint policy",
  "resource control policy",
]);

/** A name of a service: a host name. Most end in `amazonaws.com`, not all. */
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const CANONICAL_USER = /^[0-9a-f]{64}$/;
const PEOPLE = 'write "*", an account id, a unique id, or the ARN of an account, role, user or session';

/**
 * What AWS does not take in the Principal or NotPrincipal element of a policy of a kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function principalProblems(statement: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  const { Principal, NotPrincipal } = statement;
  const element = Principal ?? NotPrincipal;
  if (!NAMES_PRINCIPALS.has(kind)) {
    return element === undefined
      ? []
      : [problem(path, `names a principal, which no ${kind} can`, element, "remove Principal and NotPrincipal")];
  }
  if (element === undefined) return [problem(path, `names no principal, which every ${kind} must`, statement.Sid, "add Principal")];
  return [
    ...negationProblems(statement, kind, path),
    ...(element === "*" ? [] : Object.entries(element).flatMap(([type, names]) => typeProblems(type, asList(names), kind, path))),
  ];
}

function negationProblems({ NotPrincipal, Effect }: StatementDocument, kind: PolicyKind, path: Path): Problem[] {
  if (NotPrincipal === undefined) return [];
  const remedy = "name those who may with Principal";
  const problems: Problem[] = [];
  if (Effect === "Allow") problems.push(problem(path, "allows by NotPrincipal, which AWS does not support", NotPrincipal, remedy));
  if (kind === "trust policy") problems.push(problem(path, "has NotPrincipal, which no trust policy can", NotPrincipal, remedy));
  return problems;
}

function typeProblems(type: string, names: readonly string[], kind: PolicyKind, path: Path): Problem[] {
  if (type === "Federated" && kind !== "trust policy")
    return [problem(path, `names an identity provider, which no ${kind} can`, names, "name the roles that its identities take")];
  if (type === "CanonicalUser" && kind !== "resource policy")
    return [problem(path, `names a canonical user, which no ${kind} can`, names, "name the account")];
  return names.flatMap((name) => nameProblem(type, name, path) ?? []);
}

function nameProblem(type: string, name: string, path: Path): Problem | undefined {
  if (name === "*" && type !== "AWS")
    return problem(path, `names every ${type} by "*", which AWS does not support`, name, "name those that you mean");
  if (name !== "*" && hasWildcard(name))
    return problem(path, "names a principal by pattern, which AWS does not support", name, 'write "*" and a condition on aws:PrincipalArn');
  switch (type) {
    case "AWS":
      return name === "*" || isPrincipalOfAccount(name) ? undefined : problem(path, "is no principal of an account", name, PEOPLE);
    case "Service":
      return SERVICE.test(name) ? undefined : problem(path, "is no name of a service", name, 'write it as in "ec2.amazonaws.com"');
    case "Federated":
      return parsePrincipal(name)?.kind === "federated"
        ? undefined
        : problem(path, "is no identity provider", name, "write the ARN of an OIDC or SAML provider");
    default:
      return CANONICAL_USER.test(name) ? undefined : problem(path, "is no canonical user", name, "write the 64 digits of its id");
  }
}

function isPrincipalOfAccount(name: string): boolean {
  if (isAccountId(name) || parseUniqueId(name) !== undefined) return true;
  return parseArn(name) !== undefined && parsePrincipal(name)?.account !== undefined;
}
