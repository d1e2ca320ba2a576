import assert from "node:assert/strict";
import { comparedSide, comparisonReport } from "../../cli/input/compared-side.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import type { Deployed } from "./proof.ts";
import type { Random } from "./random.ts";
import { DOCUMENTS, withoutStatement } from "./spoiled-resources.ts";

const NAMES = { before: { name: "before", commit: null }, after: { name: "after" } };

/** One statement less in one document of a random resource, or one resource less. */
export function weakened(resources: readonly WorldResource[], random: Random): WorldResource[] {
  const index = random.below(resources.length);
  const chosen = resources[index];
  assert.ok(chosen !== undefined);
  const field = DOCUMENTS.find((each) => typeof chosen.inputs[each] === "string");
  const rest = resources.filter((each) => each !== chosen);
  const text = field === undefined || random.chance(0.2) ? undefined : withoutStatement(random, String(chosen.inputs[field]));
  return field === undefined || text === undefined ? rest : [...rest, { ...chosen, inputs: { ...chosen.inputs, [field]: text } }];
}

/** What is found to differ, with pairs left out of which nothing differs, and with every pair decided. */
export async function bothWays(before: Deployed, after: Deployed): Promise<readonly [left: unknown, every: unknown]> {
  const catalogue = await loadCatalogue(PROVEN_SERVICES);
  const sideOf = ({ declaration, resources, existing }: Deployed) =>
    comparedSide(
      { ...organizationOf(planOf(declaration), { resources }, existing), rehearsal: { resources, provenance: [] }, now: declaration.now },
      { declaration, existing },
      catalogue,
      false,
    );
  const [had, has] = [sideOf(before), sideOf(after)];
  const every = { ...has, side: { ...has.side, fingerprints: { ...has.side.fingerprints, common: "another" } } };
  return [comparisonReport(had, has, NAMES), comparisonReport(had, every, NAMES)];
}
