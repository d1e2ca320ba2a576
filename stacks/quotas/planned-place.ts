import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { PerimeterPlace } from "../perimeter/network.ts";

/** An account of which everything is there that may wait; undefined while it has no id. */
export function everythingThere(plan: ResolvedPlan, account: ResolvedAccount): PerimeterPlace | undefined {
  const { id } = account;
  return id === undefined ? undefined : { plan, account: { ...account, id }, references: { optional: () => true } };
}
