import type { Condition } from "./condition.ts";
import { hasCapitals } from "./pattern-readings.ts";
import type { PrincipalMatcher } from "./principal-matcher.ts";
import type { ResourceMatcher } from "./resource-matcher.ts";

/** What of a statement may touch a question of reading. */
export interface ContestableElements {
  readonly isDeny: boolean;
  readonly principals: PrincipalMatcher | undefined;
  readonly resources: ResourceMatcher | undefined;
  readonly conditions: readonly Condition[];
}

/**
 * Whether a statement touches a question of reading for some request. A statement that does not touches none for any request but those that
 * bring a question of their own: several values of a key, or capitals in an ARN.
 */
export function isContestable(statement: ContestableElements): boolean {
  const { principals, resources, conditions } = statement;
  if (principals !== undefined && isContestablePrincipal(principals)) return true;
  if (resources !== undefined && (resources.variables.length > 0 || resources.completed.length > 0 || resources.hasCapitals)) return true;
  return isPinnedToRoles(statement) || conditions.some(isContestableCondition);
}

/** Whether a statement allows something to everybody on a condition of which role it is. */
export function isPinnedToRoles({ isDeny, principals, conditions }: ContestableElements): boolean {
  if (isDeny || principals === undefined || principals.isNegated || !principals.isEverybody) return false;
  return conditions.some(({ lowerCaseKey }) => lowerCaseKey === "aws:principalarn");
}

function isContestablePrincipal({ isNegated, isEverybodyOfAccounts, accounts }: PrincipalMatcher): boolean {
  return isNegated || isEverybodyOfAccounts || accounts.size > 0;
}

function isContestableCondition({ use, variables, expected }: Condition): boolean {
  if (use === undefined) return false;
  if (use.isNull || use.prefix !== undefined || variables.length > 0) return true;
  return use.operator.valueKind === "arn" && expected.some((value) => value === "*" || hasCapitals(value));
}
