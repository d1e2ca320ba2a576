import type { Violation } from "../../policy-pack/rules.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";

/** What the policy pack says of everything that was registered. */
export async function violationsOf({ resources }: PlanRehearsal): Promise<readonly Violation[]> {
  const [{ violations }, { loadCatalogueFor }] = await Promise.all([
    import("../../policy-pack/rules.ts"),
    import("../../policy-pack/load-catalogue-for.ts"),
  ]);
  return violations(resources, await loadCatalogueFor(resources));
}
