import { parseArn } from "../iam/arn.ts";
import type { Principal, Statement } from "./parsed-policy.ts";
import { ABSENT, mayHold } from "./statement-reach.ts";

/** Whether a principal is `*` or a pattern. */
export function isWildcard({ value }: Principal): boolean {
  return /[*?]/.test(value);
}

/** The account of a principal of kind AWS. Undefined for `*`, and for the unique id of a deleted principal. */
export function accountOf({ kind, value }: Principal): string | undefined {
  if (kind !== "AWS") return undefined;
  if (/^\d{12}$/.test(value)) return value;
  return parseArn(value)?.accountId;
}

/** Whether a principal is a whole account, named by its root's ARN or its id. */
export function isWholeAccount({ kind, value }: Principal): boolean {
  return kind === "AWS" && (/^\d{12}$/.test(value) || parseArn(value)?.resource === "root");
}

/** Whether a statement allows something to anyone. */
export function allowsAnyone({ effect, principals }: Statement): boolean {
  return effect === "Allow" && (principals ?? []).some(({ value }) => value === "*");
}

/**
 * Whether the conditions of a statement let AWS services through alone, whoever its principals are: `aws:PrincipalIsAWSService` is true of no one
 * else. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 */
export function admitsServicesOnly(statement: Statement): boolean {
  return ["false", ABSENT].every((value) => !mayHold(statement, { "aws:PrincipalIsAWSService": value }));
}

/** Whether a statement allows everything to anyone without a condition, as AWS's default endpoint policy does. */
export function isFullAccess(statement: Statement): boolean {
  const { actions, notActions, resources, conditions } = statement;
  const isEveryAction = notActions !== undefined || (actions ?? []).some((action) => /^(?:[^:]+:)?\*+$/.test(action));
  const isEveryResource = resources === undefined || resources.includes("*");
  return allowsAnyone(statement) && isEveryAction && isEveryResource && conditions.length === 0;
}
