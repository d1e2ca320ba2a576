import { arnFields } from "../place.ts";
import type { Condition, PolicyDocument, Principal, Statement } from "./parse-document.ts";

/** The principal that asks to change a policy. */
export interface Requester {
  /** The ARN of the role, user or root. */
  readonly principal: string;
  readonly account: string;
}

/** Whether an Allow of the document covers this action of the requester. Other policies are left out of account. */
export function allowsRequester(document: PolicyDocument, action: string, requester: Requester): boolean {
  return document.statements.some((statement) => statement.effect === "Allow" && applies(statement, action, requester));
}

/** Whether a Deny of the document covers this action of the requester. */
export function deniesRequester(document: PolicyDocument, action: string, requester: Requester): boolean {
  return document.statements.some((statement) => statement.effect === "Deny" && applies(statement, action, requester));
}

/** Whether an Allow of a trust policy lets a service take the role by this action, whatever the statement's conditions ask of the service. */
export function trustsService(document: PolicyDocument, service: string, action: string): boolean {
  return document.statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      namesAction(statement, action) &&
      (statement.principals ?? []).some(({ kind, value }) => kind === "Service" && value === service),
  );
}

function applies(statement: Statement, action: string, requester: Requester): boolean {
  return (
    namesAction(statement, action) && namesRequester(statement, requester) && statement.conditions.every((line) => isMet(line, requester))
  );
}

function namesAction(statement: Statement, action: string): boolean {
  const isNamed = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  if (statement.notActions !== undefined) return !isNamed(statement.notActions);
  return isNamed(statement.actions ?? []);
}

function namesRequester(statement: Statement, requester: Requester): boolean {
  if (statement.notPrincipals !== undefined) return !statement.notPrincipals.some((principal) => isRequester(principal, requester));
  return (statement.principals ?? []).some((principal) => isRequester(principal, requester));
}

function isRequester({ kind, value }: Principal, requester: Requester): boolean {
  if (kind !== "AWS") return false;
  if (value === "*" || value === requester.account || value === requester.principal) return true;
  const arn = arnFields(value);
  return arn?.account === requester.account && arn.resource === "root";
}

/**
 * Whether the requester meets a line of a condition. The requester calls AWS directly over the public network. A key that such a call
 * does not carry is missing: a negated operator is met then, a positive one only with IfExists.
 */
function isMet(condition: Condition, requester: Requester): boolean {
  const value = valueOf(condition.key, requester);
  const { operator, values } = condition;
  if (operator === "Null") return values.includes(value === undefined ? "true" : "false");
  const isNegated = operator.includes("Not");
  if (value === undefined) return isNegated || condition.isIfExists || condition.qualifier === "ForAllValues";
  const isIgnoringCase = operator.endsWith("IgnoreCase");
  const isMatched = values.some((pattern) =>
    operator.includes("Like") || operator.startsWith("Arn")
      ? matches(pattern, value)
      : pattern === value || (isIgnoringCase && pattern.toLowerCase() === value.toLowerCase()),
  );
  return isMatched !== isNegated;
}

function valueOf(key: string, requester: Requester): string | undefined {
  switch (key.toLowerCase()) {
    case "aws:principalarn":
      return requester.principal;
    case "aws:principalaccount":
    case "kms:calleraccount":
      return requester.account;
    case "aws:viaawsservice":
    case "aws:principalisawsservice":
      return "false";
    case "aws:securetransport":
      return "true";
    default:
      return undefined;
  }
}

/** Whether a text matches a pattern of `*` and `?`, without building a regular expression. */
function matches(pattern: string, text: string): boolean {
  let [at, position, star, retry] = [0, 0, -1, 0];
  while (position < text.length) {
    const sign = pattern.charAt(at);
    if (at < pattern.length && sign === "*") {
      star = at++;
      retry = position;
    } else if (at < pattern.length && (sign === "?" || sign === text.charAt(position))) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++retry;
    } else {
      return false;
    }
  }
  while (pattern.charAt(at) === "*") at++;
  return at === pattern.length;
}
