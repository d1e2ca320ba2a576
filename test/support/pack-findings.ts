import type { Plan } from "../../model/plan/plan.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { declaredGrantsOf } from "../../policy-pack/extract/declared-grants-of.ts";
import { judgeResources, type PackFinding } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";

/** What the policy pack finds in a rehearsal of a plan, with the plan's grants as what is declared. */
export async function packFindings(resources: readonly RehearsedResource[], plan: Plan): Promise<readonly PackFinding[]> {
  const made = resources.filter(({ type }) => type === "aws:organizations/account:Account");
  const ids = new Map(made.map(({ inputs, id }) => [String(inputs["name"]), id]));
  const declared = declaredGrantsOf(resolve(plan, ids));
  return judgeResources(resources, await loadCatalogueFor(resources), { declared, today: plan.asOf });
}
