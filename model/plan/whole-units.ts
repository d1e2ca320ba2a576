import type { Perimeter } from "../schema/vocabulary.ts";
import type { Plan } from "./plan.ts";
import type { PlannedUnit } from "./planned-unit.ts";

/** Which accounts guardrails are for: every declared one, whatever its perimeter, or those whose perimeter is enforced. */
export type GuardrailScope = "declared" | "enforced";

/** What is declared of units and accounts, as far as it decides where guardrails are attached. */
export type DeclaredTree = Pick<Plan, "organizationalUnits"> & {
  readonly accounts: readonly Pick<Plan["accounts"][number], "organizationalUnit" | "perimeter">[];
};

export const isInScope = (scope: GuardrailScope, { perimeter }: { readonly perimeter: Perimeter }): boolean =>
  scope === "declared" || perimeter === "enforced";

/** Whether a unit is another one, or lies below it, by their paths. */
export const isWithin = (path: string, unit: string): boolean => path === unit || path.startsWith(`${unit}/`);

/**
 * The highest units that guardrails are attached to as a whole: existing ones below which every declared unit exists and is in scope, and every
 * declared account is in scope. A unit that is made here may still be empty. The root is never one of them. Accounts below such a unit that nobody
 * declared are bound, too.
 */
export function wholeUnits(scope: GuardrailScope, { organizationalUnits, accounts }: DeclaredTree): PlannedUnit[] {
  const isWhole = ({ path, existing }: PlannedUnit) =>
    existing !== undefined &&
    organizationalUnits.every((unit) => !isWithin(unit.path, path) || (isInScope(scope, unit) && unit.existing !== undefined)) &&
    accounts.every((account) => !isWithin(account.organizationalUnit, path) || isInScope(scope, account));
  const whole = organizationalUnits.filter(isWhole);
  return whole.filter(({ path }) => !whole.some((other) => other.path !== path && isWithin(path, other.path)));
}

/** Accounts that exist and nobody declared, by id, each with the nearest declared unit above it, or `root`. */
export type UndeclaredAccounts = Readonly<Record<string, string>>;

/** The undeclared accounts below a unit, sorted. */
export const undeclaredBelow = (undeclared: UndeclaredAccounts, path: string): string[] =>
  Object.keys(undeclared)
    .filter((id) => isWithin(undeclared[id] ?? "", path))
    .sort();

/** A unit that guardrails are attached to, with the accounts below it that an inventory names and nobody declared. */
export interface WidelyBoundUnit {
  readonly unit: string;
  readonly undeclaredAccounts: readonly string[];
}

/** The highest units whose guardrails bind accounts that nobody declared. */
export function widelyBoundUnits(tree: DeclaredTree, undeclared: UndeclaredAccounts): WidelyBoundUnit[] {
  // Whatever is whole for enforced accounts is whole for declared ones.
  return wholeUnits("declared", tree).map(({ path }) => ({ unit: path, undeclaredAccounts: undeclaredBelow(undeclared, path) }));
}
