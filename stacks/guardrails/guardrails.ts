import * as pulumi from "@pulumi/pulumi";
import { AttachedPolicy, policyOf } from "../../components/guardrails/attached-policy.ts";
import { attachSpread } from "../../components/guardrails/spread-policies.ts";
import { isAboutParty, OUTSIDERS_SID } from "../../guardrails/outside-principals.ts";
import { freeSlots, overflow, type Place, remaining } from "../../guardrails/placement.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { grantsToOutsiders } from "../wiring/admitted-parties.ts";
import type { Outputs } from "../wiring/contract.ts";
import { allPlaces, guardrailCounts, placesOf } from "../wiring/guardrail-places.ts";
import { type GuardrailPolicy, guardrailPolicies, observedOfOwnRoles, observedTakers } from "../wiring/guardrail-policies.ts";
import type { LayerContext, OrganizationLayer } from "../wiring/layer.ts";
import { declaredIssuers, issuersContent, SHARED_ISSUERS } from "../wiring/trusted-tokens.ts";

/** SCPs and RCPs of the whole organization: those that protect the blueprint in every declared account, and the perimeter's where it is enforced. */
export const guardrailsLayer: OrganizationLayer = {
  needs: (plan) => [
    { stack: "organization", key: "organizationId" },
    ...allPlaces(plan).flatMap((place) =>
      place.kind === "unit" ? [{ stack: "organization", key: `unit:${place.unit.path}` } as const] : [],
    ),
  ],
  build: (context) => {
    const { plan, references } = context;
    const outputs: Outputs = headroom(plan, allPlaces(plan));
    const organizationId = references.required("organization", "organizationId");
    const isObserved = plan.accounts.some(({ perimeter }) => perimeter === "observe");
    // The id changes neither the number of policies nor their keys.
    const policies = guardrailPolicies(plan, plan.organization.id ?? "");
    const known = organizationId.apply((id) => guardrailPolicies(plan, id).map(({ content }) => content));
    const contents = new Map(policies.map(({ key, content }, index) => [key, known.apply((all) => all[index] ?? content)]));
    for (const set of Map.groupBy(policies, (policy) => policy.set).values()) {
      const attached = set.filter((policy) => placesOf(plan, policy).size > 0);
      if (isObserved)
        for (const { key, scope, at } of set) if (scope === "enforced" && at === undefined) outputs[`observed:${key}`] = contents.get(key);
      Object.assign(outputs, attach(context, attached, contents));
      for (const policy of attached) traceOutsiders(context, policy);
    }
    outputs[SHARED_ISSUERS] = makeSharedIssuers(context).policyId;
    for (const { key, content } of [...observedTakers(plan), ...observedOfOwnRoles(plan)])
      outputs[`observed:${key}`] = pulumi.output(content);
    return outputs;
  },
};

/** Says of each statement that lets an external party in, or binds it, which grants it follows from. */
function traceOutsiders({ plan, stack, trace }: LayerContext, { key, sids }: GuardrailPolicy): void {
  for (const { origin, consumer } of grantsToOutsiders(plan)) {
    const isAbout = (sid: string) => sid === OUTSIDERS_SID || (consumer.kind === "external" && isAboutParty(sid, consumer.party));
    for (const statement of sids.filter(isAbout)) trace({ stack, resource: policyOf(key), statement, origin });
  }
}

/**
 * The policy of trusted issuers for enforced accounts whose roles no cluster's pods take. Their own stacks attach it. It stands even while no account
 * needs it: the last account detaches it only after this stack's update.
 */
function makeSharedIssuers({ plan, provider }: LayerContext): AttachedPolicy {
  return new AttachedPolicy(
    "issuers",
    {
      policyName: `palisade-${plan.organization.name}-issuers`,
      description: "Tokens that roles are taken with come from declared issuers, where no cluster's pods take roles",
      type: "RESOURCE_CONTROL_POLICY",
      content: issuersContent(declaredIssuers(plan), "the organization"),
      targets: {},
    },
    { provider },
  );
}

/** Attaches the policies of one set of statements to all places of their scope. */
function attach(
  { plan, provider, references }: LayerContext,
  policies: readonly GuardrailPolicy[],
  contents: ReadonlyMap<string, pulumi.Output<string>>,
): Outputs {
  const targetsOf = (policy: GuardrailPolicy) =>
    Object.fromEntries(
      [...placesOf(plan, policy).values()].map((place) => [
        place.key.replaceAll("/", "."),
        place.kind === "account" ? (place.account.id ?? "") : references.required("organization", `unit:${place.unit.path}`),
      ]),
    );
  return attachSpread(
    policies.map((policy) => {
      const { key, description, type, content } = policy;
      const policyName = `palisade-${plan.organization.name}-${key}`;
      return { key, policyName, description, type, content: contents.get(key) ?? content, targets: targetsOf(policy) };
    }),
    { provider },
  );
}

/** How many policies each place still takes; throws one error for all places without room. */
function headroom(plan: ResolvedPlan, places: readonly Place[]): Outputs {
  const outputs: Outputs = {};
  const problems: string[] = [];
  for (const place of places) {
    const free = freeSlots(place.kind === "unit" ? place.unit.attachedPolicies : place.account.attachedPolicies);
    const left = remaining(free, guardrailCounts(plan, place.key));
    const problem = overflow(left);
    if (problem !== undefined) problems.push(`${place.key}: ${problem}`);
    outputs[`headroom:${place.key}`] = left;
  }
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  return outputs;
}
