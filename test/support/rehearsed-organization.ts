import type { Plan } from "../../model/plan/plan.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { randomOrganization } from "./random-organization.ts";
import { loadAt } from "./sample.ts";

/** A drawn organization that validation accepts, rehearsed. */
export interface RehearsedOrganization {
  readonly plan: Plan;
  readonly rehearsal: PlanRehearsal;
  /** What the rehearsal refused, stack by stack, though validation accepts it. */
  readonly refusals: readonly string[];
}

/** Rehearses the drawn organization of a seed; undefined where validation refuses it. */
export async function rehearsedOrganization(seed: number): Promise<RehearsedOrganization | undefined> {
  const { declaration } = loadAt(randomOrganization(seed));
  if (declaration === undefined) return undefined;
  const planned = plan(declaration);
  const rehearsal = await rehearsePlan(planned);
  const failed = rehearsal.stacks.flatMap(({ name, status, error }) => (status === "failed" ? [`${name}: ${error ?? ""}`] : []));
  const refused = rehearsal.refusals.map(({ stack, message }) => `${stack}: ${message}`);
  return { plan: planned, rehearsal, refusals: [...failed, ...refused] };
}
