import { type Place, type PolicyCounts, placesFor } from "../../guardrails/placement.ts";
import { compareText } from "../../iam/compare-text.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { isMixed } from "../../model/plan/whole-units.ts";
import { remember } from "../../model/remember.ts";
import { type GuardrailPolicy, guardrailsOf } from "./guardrail-policies.ts";
import { crowdedUnits } from "./mixed-units.ts";

/** What decides where a guardrail is attached. */
type Attached = Pick<GuardrailPolicy, "scope" | "deployRole" | "at" | "type">;

const found = remember((_plan: ResolvedPlan) => new Map<string, ReadonlyMap<string, Place>>());

/** Where a guardrail is attached, by key of the place. */
export function placesOf(plan: ResolvedPlan, policy: Attached): ReadonlyMap<string, Place> {
  const known = found(plan);
  const { scope, deployRole, at, type } = policy;
  const key = JSON.stringify([scope, deployRole, at, type]);
  const places = known.get(key) ?? new Map(listed(plan, policy).map((place) => [place.key, place]));
  known.set(key, places);
  return places;
}

function listed(plan: ResolvedPlan, { scope, deployRole, at, type }: Attached): Place[] {
  if (at !== undefined)
    return "unit" in at
      ? plan.organizationalUnits.filter(({ path }) => path === at.unit).map((unit) => ({ kind: "unit", key: `unit/${unit.path}`, unit }))
      : plan.accounts
          .filter(({ name, id }) => id !== undefined && at.accounts.includes(name))
          .map((account) => ({ kind: "account", key: `account/${account.name}`, account }));
  // RCPs exempt no deploy role: they protect the organization's wherever they are attached.
  if (type === "RESOURCE_CONTROL_POLICY" || deployRole === undefined) return placesFor(scope, plan, deployRole);
  const places = placesFor(scope, plan, deployRole, (path) => crowdedUnits(plan).has(path));
  return places.filter((place) => place.kind === "account" || !isMixed(plan, place.unit.path));
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
