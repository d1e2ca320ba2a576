import { compileLayers } from "../engine/layers.ts";
import { prepareRequest, type Surroundings } from "../engine/prepare-request.ts";
import { resourceTypeProblems } from "../engine/resource-type.ts";
import { type Explanation, explain, type LayerReference } from "../explanation/explain.ts";
import type { Problem } from "../json-problem.ts";
import { notesOf, type Situation, type World } from "../world/world.ts";
import type { Expectation, Scenario } from "./scenario.ts";

/** What came of a scenario: the explanation and whether it is as expected, or why it could not be decided. */
export type ScenarioResult =
  | { readonly isAsExpected: boolean; readonly explanation: Explanation; readonly problems?: undefined }
  | { readonly isAsExpected: false; readonly explanation?: undefined; readonly problems: readonly Problem[] };

/** Runs a scenario under its own policies, or in the world when it gives none. */
export function runScenario(scenario: Scenario, surroundings: Surroundings, world: World | undefined): ScenarioResult {
  const situation = situate(scenario, world);
  if ("problems" in situation) return { isAsExpected: false, problems: situation.problems };
  const problems = resourceTypeProblems(situation.request, surroundings.catalogue);
  if (problems.length > 0)
    return { isAsExpected: false, problems: problems.map((found) => ({ ...found, path: ["request", ...found.path] })) };
  const explanation = explain(prepareRequest(situation.request, surroundings), situation.layers);
  const notes = [...explanation.notes, ...notesOf(situation)];
  return { isAsExpected: meets(explanation, scenario.expect), explanation: { ...explanation, notes } };
}

function situate({ request, documents }: Scenario, world: World | undefined): Situation | { readonly problems: readonly Problem[] } {
  if (documents !== undefined) return { request, layers: compileLayers(documents), assumptions: [] };
  if (world !== undefined) return world.situate(request);
  return { problems: [{ path: ["organization"], message: "no organization is rehearsed here, got true; give the policies instead" }] };
}

/** Other words for the resource's policy, which roles and keys call by a name of their own. */
const RESOURCE_WORDS = new Set(["trust", "key"]);

/** Whether a decision is the expected one, made by the expected layer or statement: any of several that make the same decision. */
export function meets({ decision, by, denials, missing, grants, unknowns }: Explanation, expected: Expectation): boolean {
  if (decision !== expected.decision) return false;
  if (expected.by === undefined) return true;
  const wanted = RESOURCE_WORDS.has(expected.by) ? "resource" : expected.by;
  const makers: readonly LayerReference[] = {
    allowed: grants,
    "explicitly-denied": denials,
    "implicitly-denied": missing,
    unknown: unknowns,
  }[decision];
  return [by, ...makers].some((maker) => namesOf(maker).includes(wanted));
}

function namesOf(maker: LayerReference & { readonly sid?: string }): string[] {
  const { layer, sid } = maker;
  return sid === undefined ? [layer] : [layer, sid, `${layer}:${sid}`];
}
