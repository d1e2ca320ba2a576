import { compileLayers } from "../engine/layers.ts";
import { mustBeNamedBy, type Surroundings } from "../engine/prepare-request.ts";
import { DEFAULT_READINGS } from "../engine/readings.ts";
import { resourceTypeProblems } from "../engine/resource-type.ts";
import type { AskedStep } from "../explanation/asked-step.ts";
import type { LayerReference } from "../explanation/explain.ts";
import { type CallExplanation, explainCall, isDenied, type StepExplanation } from "../explanation/explain-call.ts";
import type { Problem } from "../json-problem.ts";
import { notesOf, type Situation, type World } from "../world/world.ts";
import type { Expectation, Scenario } from "./scenario.ts";

/** What came of a scenario: the explanation and whether it is as expected, or why it could not be decided. */
export type ScenarioResult =
  | { readonly isAsExpected: boolean; readonly explanation: CallExplanation; readonly problems?: undefined }
  | { readonly isAsExpected: false; readonly explanation?: undefined; readonly problems: readonly Problem[] };

/** Runs a scenario under its own policies, or in the world when it gives none. */
export function runScenario(scenario: Scenario, surroundings: Surroundings, world: World | undefined): ScenarioResult {
  const situation = situate(scenario, world);
  if ("problems" in situation) return { isAsExpected: false, problems: situation.problems };
  const [asked] = situation.steps;
  const problems = resourceTypeProblems(asked.request, surroundings.catalogue);
  if (problems.length > 0)
    return { isAsExpected: false, problems: problems.map((found) => ({ ...found, path: ["request", ...found.path] })) };
  const { readings } = scenario;
  const read = readings === undefined ? surroundings : { ...surroundings, readings: { ...DEFAULT_READINGS, ...readings } };
  const explanation = explainCall(situation, read);
  const notes = [...explanation.notes, ...notesOf(situation)];
  return { isAsExpected: meets(explanation, scenario.expect), explanation: { ...explanation, notes } };
}

function situate({ request, documents }: Scenario, world: World | undefined): Situation | { readonly problems: readonly Problem[] } {
  if (documents !== undefined) return { steps: [{ request, layers: compileLayers(documents) }], unknowns: [], assumptions: [] };
  if (world !== undefined) return world.situate(request);
  return { problems: [{ path: ["organization"], message: "no organization is rehearsed here, got true; give the policies instead" }] };
}

/**
 * Whether a decision is the expected one, made by the expected layer or statement: any of several that make the same decision, in any of the
 * requests that the call consists of.
 */
export function meets({ others, ...decisive }: CallExplanation, expected: Expectation): boolean {
  if (!isExpected(decisive, expected)) return false;
  const { by } = expected;
  if (by === undefined) return true;
  return [decisive, ...others]
    .filter((step) => isExpected(step, expected))
    .some((step) => makersOf(step, expected).some((maker) => namesOf(maker, step.asked).includes(by)));
}

/** What made a decision, as a scenario's `by` says it: the layer, with the statement's Sid where it has one. */
export const makerName = ({ by, asked }: CallExplanation): string | undefined => namesOf(by, asked).at(-1);

function isExpected(step: StepExplanation, { decision }: Expectation): boolean {
  return decision === "denied" ? isDenied(step) : step.decision === decision;
}

function makersOf({ decision, by, denials, missing, grants, unknowns }: StepExplanation, expected: Expectation): readonly LayerReference[] {
  // Where any denial will do, a layer that lacks an Allow counts beside a Deny.
  if (expected.decision === "denied") return [by, ...denials, ...missing];
  return [by, ...{ allowed: grants, "explicitly-denied": denials, "implicitly-denied": missing, unknown: unknowns }[decision]];
}

function namesOf({ layer, sid }: LayerReference & { readonly sid?: string }, asked: AskedStep): string[] {
  const words = layer === "resource" ? wordsOf(asked) : [layer];
  return sid === undefined ? words : [...words, sid, ...words.map((word) => `${word}:${sid}`)];
}

/** What the resource's policy is called: a role's and a key's by names of their own too, that of a key which a service asks for by that name alone. */
function wordsOf({ action, service }: AskedStep): string[] {
  if (service !== undefined) return ["key"];
  const policy = mustBeNamedBy(action);
  if (policy === undefined) return ["resource"];
  return ["resource", policy === "key-policy" ? "key" : "trust"];
}
