import type { Plan } from "./plan.ts";

/**
 * The accounts whose perimeter is enforced and that have no network, sorted by name: guardrails close every table there to the account's own
 * roles, also tables that nobody declared. Break-glass and what `letThrough` names stay.
 */
export const closedAccounts = ({ accounts }: Pick<Plan, "accounts">): string[] =>
  accounts
    .filter(({ perimeter, networks }) => perimeter === "enforced" && networks.length === 0)
    .map(({ name }) => name)
    .sort();
