import type { Plan } from "../../model/plan/plan.ts";
import { crowdedUnitsOf } from "../../stacks/quotas/organization-quotas.ts";

/** Paths of the units that guardrails do not fit, since too many accounts below have deploy roles of their own; as the layer decides, which attaches them. */
export const unitsWithoutRoom = (plan: Plan): string[] => [...crowdedUnitsOf(plan)].sort();
