import * as pulumi from "@pulumi/pulumi";
import { AttachedPolicy, policyOf } from "../../components/guardrails/attached-policy.ts";
import { OUTSIDERS_SID } from "../../guardrails/outside-principals.ts";
import { freeSlots, overflow, type Place, remaining } from "../../guardrails/placement.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Outputs } from "../wiring/contract.ts";
import { type GuardrailPolicy, grantsToOutsiders, guardrailCounts, guardrailPolicies, placesOf } from "../wiring/guardrail-policies.ts";
import type { LayerContext, OrganizationLayer } from "../wiring/layer.ts";

/** SCPs and RCPs of the whole organization, attached where the perimeter is enforced and nowhere else. */
export const guardrailsLayer: OrganizationLayer = {
  needs: (plan) => [
    { stack: "organization", key: "organizationId" },
    ...[...placesOf(plan).values()].flatMap((place) =>
      place.kind === "unit" ? [{ stack: "organization", key: `unit:${place.unit.path}` } as const] : [],
    ),
  ],
  build: (context) => {
    const { plan, references } = context;
    const places = [...placesOf(plan).values()];
    const outputs: Outputs = headroom(plan, places);
    const organizationId = references.required("organization", "organizationId");
    const isObserved = plan.accounts.some(({ perimeter }) => perimeter === "observe");
    // The id changes neither the number of policies nor their keys.
    const policies = guardrailPolicies(plan, plan.organization.id ?? "");
    for (const [index, policy] of policies.entries()) {
      const content = organizationId.apply((id) => guardrailPolicies(plan, id)[index]?.content ?? policy.content);
      if (isObserved) outputs[`observed:${policy.key}`] = content;
      if (places.length === 0) continue;
      outputs[`policy:${policy.key}`] = attach(context, places, policy, content).policyId;
      if (policy.sids.includes(OUTSIDERS_SID)) traceOutsiders(context, policyOf(policy.key));
    }
    return outputs;
  },
};

function traceOutsiders({ plan, stack, trace }: LayerContext, resource: string): void {
  for (const { origin } of grantsToOutsiders(plan)) trace({ stack, resource, statement: OUTSIDERS_SID, origin });
}

function attach(
  { plan, provider, references }: LayerContext,
  places: readonly Place[],
  { key, description, type }: GuardrailPolicy,
  content: pulumi.Output<string>,
): AttachedPolicy {
  const targets = Object.fromEntries(
    places.map((place) => [
      place.key.replaceAll("/", "."),
      place.kind === "account" ? (place.account.id ?? "") : references.required("organization", `unit:${place.unit.path}`),
    ]),
  );
  return new AttachedPolicy(
    key,
    { policyName: `palisade-${plan.organization.name}-${key}`, description, type, content, targets },
    { provider },
  );
}

/** How many policies each place still takes; throws one error for all places without room. */
function headroom(plan: ResolvedPlan, places: readonly Place[]): Outputs {
  const outputs: Outputs = {};
  const problems: string[] = [];
  const used = guardrailCounts(plan);
  for (const place of places) {
    const left = remaining(freeSlots(place.kind === "unit" ? place.unit.attachedPolicies : place.account.attachedPolicies), used);
    const problem = overflow(place.key, left);
    if (problem !== undefined) problems.push(problem);
    outputs[`headroom:${place.key}`] = left;
  }
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  return outputs;
}
