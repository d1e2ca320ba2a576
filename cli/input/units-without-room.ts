import type { Plan } from "../../model/plan/plan.ts";
import { crowdedUnitsOf } from "../../stacks/quotas/organization-quotas.ts";

/** Paths of the units that do not carry guardrails which exempt deploy roles, since too many of the declared accounts below, or all, have their own; as the layer decides, which attaches them. */
export const unitsWithoutRoom = (plan: Plan): string[] => [...crowdedUnitsOf(plan)].sort();
