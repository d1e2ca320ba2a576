import type { Perimeter } from "../schema/vocabulary.ts";
import type { Plan } from "./plan.ts";
import type { PlannedUnit } from "./planned-unit.ts";

/** Which accounts guardrails are for: every declared one, whatever its perimeter, or those whose perimeter is enforced, or is not. */
export type GuardrailScope = "declared" | "enforced" | "unenforced";

/** What is declared of units and accounts, as far as it decides where guardrails are attached. */
export type DeclaredTree = Pick<Plan, "organizationalUnits"> & {
  readonly organization: Pick<Plan["organization"], "deployRole">;
  readonly accounts: readonly Pick<Plan["accounts"][number], "organizationalUnit" | "perimeter" | "deployRole">[];
};

export const isInScope = (scope: GuardrailScope, { perimeter }: { readonly perimeter: Perimeter }): boolean =>
  scope === "declared" || (scope === "enforced") === (perimeter === "enforced");

/** Whether a unit is another one, or lies below it, by their paths. */
export const isWithin = (path: string, unit: string): boolean => path === unit || path.startsWith(`${unit}/`);

/**
 * The highest units that guardrails are attached to as a whole: existing ones below which every declared unit exists and is in scope, and every
 * declared account is in scope. A unit that is made here may still be empty. The root is never one of them. Accounts below such a unit that nobody
 * declared are bound, too. Guardrails that exempt an account's own deploy role are attached to no unit.
 * @param deployRole the deploy role that the guardrails exempt; undefined where they exempt none
 * @param isCrowded whether a unit, by its path, does not carry them because of own deploy roles of accounts below
 */
export function wholeUnits(
  scope: GuardrailScope,
  tree: DeclaredTree,
  deployRole: string | undefined,
  isCrowded: (path: string) => boolean = () => false,
): PlannedUnit[] {
  const { organization, organizationalUnits, accounts } = tree;
  if (deployRole !== undefined && deployRole !== organization.deployRole) return [];
  const isWhole = ({ path, existing }: PlannedUnit) =>
    existing !== undefined &&
    organizationalUnits.every((unit) => !isWithin(unit.path, path) || (isInScope(scope, unit) && unit.existing !== undefined)) &&
    accounts.every((account) => !isWithin(account.organizationalUnit, path) || isInScope(scope, account)) &&
    (deployRole === undefined || !isMixed(tree, path) || !isCrowded(path));
  return highest(organizationalUnits.filter(isWhole));
}

/** Whether an account below a unit, by its path, has a deploy role of its own. */
export const isMixed = ({ organization, accounts }: Omit<DeclaredTree, "organizationalUnits">, path: string): boolean =>
  accounts.some(({ organizationalUnit, deployRole }) => deployRole !== organization.deployRole && isWithin(organizationalUnit, path));

/** Whether guardrails of a scope that exempt a deploy role, or none, are for an account. */
export const isFor = (
  scope: GuardrailScope,
  deployRole: string | undefined,
  account: Pick<DeclaredTree["accounts"][number], "perimeter" | "deployRole">,
): boolean => isInScope(scope, account) && (deployRole === undefined || account.deployRole === deployRole);

/** The units that lie below none of the others. */
const highest = (units: readonly PlannedUnit[]): PlannedUnit[] =>
  units.filter(({ path }) => !units.some((other) => other.path !== path && isWithin(path, other.path)));

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
  // Guardrails that exempt no deploy role are for enforced accounts.
  const bound = new Set([...wholeUnits("declared", tree, tree.organization.deployRole), ...wholeUnits("enforced", tree, undefined)]);
  const units = tree.organizationalUnits.filter((unit) => bound.has(unit));
  return highest(units).map(({ path }) => ({ unit: path, undeclaredAccounts: undeclaredBelow(undeclared, path) }));
}
