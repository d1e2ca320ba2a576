import type { Plan } from "../../model/plan/plan.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { problemLine } from "../../model/problem.ts";
import { declaredWorld } from "../../proof/world/declared-organization.ts";
import { parseInventory, type ReadInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { edit, INVENTORY, loadAt, sample, sampleInventory } from "./sample.ts";

/** A change of one file's text, which must stand in it exactly once. */
export type Edit = readonly [file: string, from: string, to: string];

/** The plan of the sample organization after some edits. */
export function acmePlan(...edits: readonly Edit[]): Plan {
  const files = edits.reduce((before, [file, from, to]) => edit(before, file, from, to), sample);
  const { declaration, problems } = loadAt(files);
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  return plan(declaration);
}

let rehearsed: Promise<PlanRehearsal> | undefined;

/** The sample as it stands, rehearsed once for all tests that only look at it. */
export const rehearsedAcme = (): Promise<PlanRehearsal> => (rehearsed ??= rehearsePlan(acmePlan()));

/** What exists beside the sample's stacks. */
export const acmeInventory: ReadInventory = parseInventory(INVENTORY, sampleInventory);

/** The sample with these resources in place of its own. */
export function acmeWorld(resolved: ResolvedPlan, resources: readonly WorldResource[]): OrganizationWorld {
  const { world, problems } = declaredWorld({ plan: resolved, resources, existing: acmeInventory });
  if (problems.length > 0) throw new Error(problems.map(problemLine).join("\n"));
  return world;
}
