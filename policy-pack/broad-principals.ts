import { parseArn } from "../iam/arn.ts";
import type { Principal, Statement } from "./parsed-policy.ts";

/** Whether a principal stands for more than itself: `*`, or a pattern. */
export function isWildcard({ value }: Principal): boolean {
  return /[*?]/.test(value);
}

/** The account that a principal of kind AWS belongs to; undefined for `*` and for what AWS turned into a unique id. */
export function accountOf({ kind, value }: Principal): string | undefined {
  if (kind !== "AWS") return undefined;
  if (/^\d{12}$/.test(value)) return value;
  return parseArn(value)?.accountId;
}

/** Whether a principal is a whole account, by its root's ARN or its bare id. */
export function isWholeAccount({ kind, value }: Principal): boolean {
  return kind === "AWS" && (/^\d{12}$/.test(value) || parseArn(value)?.resource === "root");
}

/** Whether a statement allows something to anyone at all. */
export function allowsAnyone({ effect, principals }: Statement): boolean {
  return effect === "Allow" && (principals ?? []).some(({ value }) => value === "*");
}

/** Whether a statement allows everything to anyone without a condition, as AWS's own endpoint policy does. */
export function isFullAccess(statement: Statement): boolean {
  const { actions, notActions, resources, conditions } = statement;
  const isEveryAction = notActions !== undefined || (actions ?? []).some((action) => /^(?:[^:]+:)?\*+$/.test(action));
  const isEveryResource = resources === undefined || resources.includes("*");
  return allowsAnyone(statement) && isEveryAction && isEveryResource && conditions.length === 0;
}
