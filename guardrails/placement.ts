import { QUOTAS } from "../iam/quota.ts";
import type { PlannedUnit } from "../model/plan/planned-unit.ts";
import type { ResolvedAccount, ResolvedPlan } from "../model/plan/resolve.ts";
import { type GuardrailScope, isFor, isWithin, wholeUnits } from "../model/plan/whole-units.ts";

/** Where guardrails are attached. */
export type Place =
  | { readonly kind: "unit"; readonly key: `unit/${string}`; readonly unit: PlannedUnit }
  | { readonly kind: "account"; readonly key: `account/${string}`; readonly account: ResolvedAccount };

/**
 * The highest places below which guardrails are for every account, sorted: the units that are whole, and else each account in scope. Accounts
 * without an id yet are left out.
 * @param deployRole the deploy role that the guardrails exempt, so that they are attached to its accounts alone; undefined where they exempt none
 * @param isCrowded whether a unit, by its path, does not carry them because of own deploy roles of accounts below
 */
export function placesFor(
  scope: GuardrailScope,
  plan: ResolvedPlan,
  deployRole: string | undefined,
  isCrowded?: (path: string) => boolean,
): Place[] {
  const whole = wholeUnits(scope, plan, deployRole, isCrowded);
  const single = plan.accounts.filter(
    (account) =>
      isFor(scope, deployRole, account) &&
      account.id !== undefined &&
      !whole.some(({ path }) => isWithin(account.organizationalUnit, path)),
  );
  return [
    ...whole.map((unit): Place => ({ kind: "unit", key: `unit/${unit.path}`, unit })),
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

/**
 * How many places a set of policies takes while an update moves statements between them: all but the first are attached anew before the old ones
 * are detached. Between any two declarations that each leave so many, an update has enough.
 */
export const slotsWhileMoved = (policies: number): number => Math.max(0, 2 * policies - 1);

/**
 * Why a place cannot take what it needs; undefined where it can.
 * @param options.when ends the words about what has no room
 */
export function overflow(
  left: PolicyCounts,
  {
    when = "",
    remedy = "detach policies from it, or attach them to its parent",
  }: { readonly when?: string; readonly remedy?: string } = {},
): string | undefined {
  const lacking = (free: number, kind: string) => (free < 0 ? [`${(-free).toString()} ${kind}${free === -1 ? "" : "s"}`] : []);
  const words = [...lacking(left.serviceControl, "SCP"), ...lacking(left.resourceControl, "RCP")];
  if (words.length === 0) return undefined;
  return `has no room for its guardrails${when}, got ${words.join(" and ")} too many; ${remedy}`;
}
