import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Perimeter } from "../../model/schema/vocabulary.ts";

/** What an account's own network and data denies are as of the plan: those of a perimeter that was not confirmed in time have lapsed. */
export const standingPerimeter = (
  { lapsedPerimeters }: Pick<ResolvedPlan, "lapsedPerimeters">,
  { name, perimeter }: Pick<ResolvedAccount, "name" | "perimeter">,
): Perimeter | "lapsed" => (lapsedPerimeters.includes(name) ? "lapsed" : perimeter);
