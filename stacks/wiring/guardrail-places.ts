import { type Place, type PolicyCounts, placesFor } from "../../guardrails/placement.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { remember } from "../../model/remember.ts";
import { type GuardrailPolicy, guardrailsOf } from "./guardrail-policies.ts";

/** What decides where a guardrail is attached. */
type Attached = Pick<GuardrailPolicy, "scope" | "deployRole">;

const found = remember((_plan: ResolvedPlan) => new Map<string, ReadonlyMap<string, Place>>());

/** Where a guardrail is attached, by key of the place. */
export function placesOf(plan: ResolvedPlan, { scope, deployRole }: Attached): ReadonlyMap<string, Place> {
  const known = found(plan);
  const key = JSON.stringify([scope, deployRole]);
  const places = known.get(key) ?? new Map(placesFor(scope, plan, deployRole).map((place) => [place.key, place]));
  known.set(key, places);
  return places;
}

/** Every place where guardrails are attached, sorted by its key. */
export const allPlaces = (plan: ResolvedPlan): Place[] =>
  [...new Map(guardrailsOf(plan).flatMap((policy) => [...placesOf(plan, policy)])).values()].sort((a, b) => compareText(a.key, b.key));

/** The guardrails that are attached to a place. */
export const guardrailsAt = (plan: ResolvedPlan, place: string): GuardrailPolicy[] =>
  guardrailsOf(plan).filter((policy) => placesOf(plan, policy).has(place));

/** How many guardrails of each kind are attached to a place. */
export function guardrailCounts(plan: ResolvedPlan, place: string): PolicyCounts {
  const attached = guardrailsAt(plan, place);
  const count = (type: GuardrailPolicy["type"]) => attached.filter((each) => each.type === type).length;
  return { serviceControl: count("SERVICE_CONTROL_POLICY"), resourceControl: count("RESOURCE_CONTROL_POLICY") };
}
