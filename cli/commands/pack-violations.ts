import type { PackFinding } from "../../policy-pack/judge-resources.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";

/** What the policy pack says of everything that was registered. */
export async function violationsOf({ resources }: PlanRehearsal): Promise<readonly PackFinding[]> {
  const [{ judgeResources }, { loadCatalogueFor }] = await Promise.all([
    import("../../policy-pack/judge-resources.ts"),
    import("../../policy-pack/pack-catalogue.ts"),
  ]);
  return judgeResources(resources, await loadCatalogueFor(resources));
}
