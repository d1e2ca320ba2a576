import { wildcard } from "../iam/wildcard.ts";
import { accountOf, isWholeAccount } from "./broad-principals.ts";
import { accountOfPrincipal } from "./declared-match.ts";
import type { Principal, Statement } from "./parsed-policy.ts";
import { mayHold, reaches } from "./statement-reach.ts";

type Values = Parameters<typeof mayHold>[1];

/** Whether a statement may allow an action to a role or user, given by its ARN. Keys that are not given may have any value. */
export function mayAllow(statement: Statement, action: string, principalArn: string, given: Values = {}): boolean {
  const { effect, principals = [] } = statement;
  if (effect !== "Allow" || !reaches(statement, action) || !principals.some((each) => names(each, principalArn))) return false;
  const account = accountOfPrincipal(principalArn);
  return mayHold(statement, {
    "aws:PrincipalArn": principalArn,
    ...(account === undefined ? {} : { "aws:PrincipalAccount": account }),
    ...given,
  });
}

function names(principal: Principal, arn: string): boolean {
  if (principal.kind !== "AWS") return false;
  if (isWholeAccount(principal)) return accountOf(principal) === accountOfPrincipal(arn);
  return wildcard(principal.value).test(arn);
}
