import type { Plan } from "../../model/plan/plan.ts";
import { crowdedUnitsOf } from "../../stacks/quotas/organization-quotas.ts";

/** Paths of the units that do not carry guardrails which exempt deploy roles, as the layer decides that attaches them; sorted. */
export const unitsWithoutRoom = (plan: Plan): string[] => [...crowdedUnitsOf(plan)].sort();
