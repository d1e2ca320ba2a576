import { QUOTAS } from "../iam/quota.ts";
import type { PlannedUnit } from "../model/plan/planned-unit.ts";
import type { ResolvedAccount, ResolvedPlan } from "../model/plan/resolve.ts";
import type { Perimeter } from "../model/schema/vocabulary.ts";

/** Where guardrails are attached. */
export type Place =
  | { readonly kind: "unit"; readonly key: `unit/${string}`; readonly unit: PlannedUnit }
  | { readonly kind: "account"; readonly key: `account/${string}`; readonly account: ResolvedAccount };

/** Which accounts guardrails are for: every declared one, whatever its perimeter, or those whose perimeter is enforced. */
export type GuardrailScope = "declared" | "enforced";

/**
 * The highest places below which guardrails are for every account, sorted: an existing unit all of whose units and accounts are in scope; else
 * each account in scope. A unit that is made here may still be empty. The root is never such a place: accounts may lie below it that are not
 * declared. Accounts without an id yet are left out.
 */
export function placesFor(scope: GuardrailScope, { organizationalUnits, accounts }: ResolvedPlan): Place[] {
  const within = (path: string, unit: string) => path === unit || path.startsWith(`${unit}/`);
  const isInScope = ({ perimeter }: { readonly perimeter: Perimeter }) => scope === "declared" || perimeter === "enforced";
  const isWhole = ({ path, existing }: PlannedUnit) =>
    existing !== undefined &&
    organizationalUnits.every((unit) => !within(unit.path, path) || (isInScope(unit) && unit.existing !== undefined)) &&
    accounts.every((account) => !within(account.organizationalUnit, path) || isInScope(account));
  const whole = organizationalUnits.filter(isWhole);
  const highest = whole.filter(({ path }) => !whole.some((other) => other.path !== path && within(path, other.path)));
  const single = accounts.filter(
    (account) => isInScope(account) && account.id !== undefined && !highest.some(({ path }) => within(account.organizationalUnit, path)),
  );
  return [
    ...highest.map((unit): Place => ({ kind: "unit", key: `unit/${unit.path}`, unit })),
    ...single.map((account): Place => ({ kind: "account", key: `account/${account.name}`, account })),
  ];
}

/** How many policies of each kind. */
export interface PolicyCounts {
  readonly serviceControl: number;
  readonly resourceControl: number;
}

/** How many policies a place still takes, by what its entry says is attached and AWS's own, which is attached to every place. */
export function freeSlots(attached: {
  readonly serviceControl?: readonly string[] | undefined;
  readonly resourceControl?: readonly string[] | undefined;
}): PolicyCounts {
  const taken = (own: string, ids: readonly string[] = []) =>
    new Set([own, ...ids.map((id) => id.replace(/^p-(?=(?:RCP)?FullAWSAccess$)/, ""))]).size;
  return {
    serviceControl: QUOTAS.serviceControlPoliciesPerNode.value - taken("FullAWSAccess", attached.serviceControl),
    resourceControl: QUOTAS.resourceControlPoliciesPerNode.value - taken("RCPFullAWSAccess", attached.resourceControl),
  };
}

/** The room that is left after some policies are attached. */
export const remaining = (free: PolicyCounts, used: PolicyCounts): PolicyCounts => ({
  serviceControl: free.serviceControl - used.serviceControl,
  resourceControl: free.resourceControl - used.resourceControl,
});

/** Why a place cannot take what it needs; undefined where it can. */
export function overflow(where: string, left: PolicyCounts): string | undefined {
  const words = [
    ...(left.serviceControl < 0 ? [`${-left.serviceControl} SCPs`] : []),
    ...(left.resourceControl < 0 ? [`${-left.resourceControl} RCPs`] : []),
  ];
  if (words.length === 0) return undefined;
  return `${where}: has no room for its guardrails, got ${words.join(" and ")} too many; detach policies from it, or attach them to its parent`;
}
