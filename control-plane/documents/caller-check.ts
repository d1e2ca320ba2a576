import { arnFields } from "../place.ts";
import type { Condition, PolicyDocument, Principal, Statement } from "./parse-document.ts";

/** Who asks for a change of a policy. */
export interface Requester {
  /** The ARN of the role, user or root. */
  readonly principal: string;
  readonly account: string;
}

/** Whether an Allow of the document lets the asker do this, as far as the document says by itself. */
export function allowsRequester(document: PolicyDocument, action: string, asker: Requester): boolean {
  return document.statements.some((statement) => statement.effect === "Allow" && applies(statement, action, asker));
}

/** Whether a Deny of the document keeps the asker from doing this. */
export function deniesRequester(document: PolicyDocument, action: string, asker: Requester): boolean {
  return document.statements.some((statement) => statement.effect === "Deny" && applies(statement, action, asker));
}

function applies(statement: Statement, action: string, asker: Requester): boolean {
  return namesAction(statement, action) && namesRequester(statement, asker) && statement.conditions.every((line) => isMet(line, asker));
}

function namesAction(statement: Statement, action: string): boolean {
  const isNamed = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  if (statement.notActions !== undefined) return !isNamed(statement.notActions);
  return isNamed(statement.actions ?? []);
}

function namesRequester(statement: Statement, asker: Requester): boolean {
  if (statement.notPrincipals !== undefined) return !statement.notPrincipals.some((principal) => isRequester(principal, asker));
  return (statement.principals ?? []).some((principal) => isRequester(principal, asker));
}

function isRequester({ kind, value }: Principal, asker: Requester): boolean {
  if (kind !== "AWS") return false;
  if (value === "*" || value === asker.account || value === asker.principal) return true;
  const arn = arnFields(value);
  return arn?.account === asker.account && arn.resource === "root";
}

/**
 * Whether a line of a condition holds for the asker, who calls AWS directly over the public network. Keys that such a call does not carry
 * are missing: then a negated operator holds, a positive one only with IfExists.
 */
function isMet(condition: Condition, asker: Requester): boolean {
  const value = valueOf(condition.key, asker);
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

function valueOf(key: string, asker: Requester): string | undefined {
  switch (key.toLowerCase()) {
    case "aws:principalarn":
      return asker.principal;
    case "aws:principalaccount":
    case "kms:calleraccount":
      return asker.account;
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
