import { freeSlots, overflow, type PolicyCounts, remaining, slotsWhileMoved } from "../../guardrails/placement.ts";
import { accountOf } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import { isInScope } from "../../model/plan/whole-units.ts";
import { computeSet, longestIds, perimeterSets, spreadStatements } from "../perimeter/statement-sets.ts";
import { guardrailCounts, guardrailsAt } from "../wiring/guardrail-places.ts";
import { type GuardrailPolicy, guardrailsOf } from "../wiring/guardrail-policies.ts";
import { sharesIssuers } from "../wiring/trusted-tokens.ts";
import { everythingThere } from "./planned-place.ts";

/** How many policies a place is given: in the end, and at most while an update moves statements between them. */
export interface NeededSlots {
  readonly finally: PolicyCounts;
  readonly meanwhile: PolicyCounts;
}

/** How many policies there are of each set, by their kind. */
interface Sets {
  readonly serviceControl: readonly number[];
  readonly resourceControl: readonly number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const countsOf = ({ serviceControl, resourceControl }: Sets, of: (policies: number) => number): PolicyCounts => ({
  serviceControl: sum(serviceControl.map(of)),
  resourceControl: sum(resourceControl.map(of)),
});

const counted = (one: PolicyCounts, other: PolicyCounts): PolicyCounts => ({
  serviceControl: one.serviceControl + other.serviceControl,
  resourceControl: one.resourceControl + other.resourceControl,
});

/** The guardrails of a place. */
function ofGuardrails(plan: ResolvedPlan, place: string): Sets {
  const attached = guardrailsAt(plan, place);
  const sizes = (type: GuardrailPolicy["type"]) =>
    [
      ...Map.groupBy(
        attached.filter((each) => each.type === type),
        ({ set }) => set,
      ).values(),
    ].map(({ length }) => length);
  return { serviceControl: sizes("SERVICE_CONTROL_POLICY"), resourceControl: sizes("RESOURCE_CONTROL_POLICY") };
}

/**
 * The policies that an account has for itself: about its networks, what it declares and its compute, and of trusted issuers.
 * @throws where a single statement is larger than a document may be
 */
export function ownPolicies(plan: ResolvedPlan, account: ResolvedAccount): NeededSlots {
  const place = everythingThere(plan, account);
  const { perimeter, networks } = account;
  const sets = place === undefined ? [] : [...(perimeter === "open" ? [] : perimeterSets(place)), computeSet(place)];
  const spread = sets.map((set) => ({ key: set.key, policies: spreadStatements(set, account.name, longestIds(networks)).length }));
  const isEnforced = perimeter === "enforced";
  const attached = spread.flatMap(({ key, policies }) => (isEnforced || key === "compute" ? [policies] : []));
  const own: Sets = { serviceControl: attached, resourceControl: isEnforced ? [1] : [] };
  const meanwhile = countsOf(own, slotsWhileMoved);
  // With its first cluster the account's own policy of issuers is attached before the shared one is detached.
  const isSwitched = isEnforced && !sharesIssuers(plan, account);
  return {
    finally: countsOf(own, (policies) => policies),
    meanwhile: { ...meanwhile, resourceControl: meanwhile.resourceControl + (isSwitched ? 1 : 0) },
  };
}

/** Why a place cannot take its guardrails and its own policies; undefined where it can. */
export function lackingSlots(
  plan: ResolvedPlan,
  key: string,
  attached: ResolvedAccount["attachedPolicies"],
  own: NeededSlots = NONE,
): string | undefined {
  const guardrails = ofGuardrails(plan, key);
  const free = freeSlots(attached);
  const needs = (of: (policies: number) => number, ofItself: PolicyCounts) => remaining(free, counted(countsOf(guardrails, of), ofItself));
  const remedy =
    own.finally.serviceControl <= SETS_OF_AN_ACCOUNT ? {} : { remedy: "declare its data in two accounts, or detach policies from it" };
  return (
    overflow(
      needs((policies) => policies, own.finally),
      remedy,
    ) ??
    overflow(needs(slotsWhileMoved, own.meanwhile), { ...remedy, when: " while an update moves them" }) ??
    overflow(remaining(remaining(free, replacedGuardrails(plan, key)), counted(guardrailCounts(plan, key), own.finally)), {
      ...remedy,
      when: " while its deploy role changes",
    })
  );
}

const ACCOUNT = "account/";

/**
 * The guardrails that an account with a deploy role of its own had before it named one, or has once it names none: both are attached at one time, in
 * an update that does nothing about the account's own policies.
 */
function replacedGuardrails(plan: ResolvedPlan, key: string): PolicyCounts {
  const { deployRole } = plan.organization;
  const account = key.startsWith(ACCOUNT) ? accountOf(plan, key.slice(ACCOUNT.length)) : undefined;
  if (account === undefined || account.deployRole === deployRole) return NO_POLICIES;
  const replaced = guardrailsOf(plan).filter(
    (policy) => policy.deployRole === deployRole && policy.at === undefined && isInScope(policy.scope, account),
  );
  const count = (type: GuardrailPolicy["type"]) => replaced.filter((policy) => policy.type === type).length;
  return { serviceControl: count("SERVICE_CONTROL_POLICY"), resourceControl: count("RESOURCE_CONTROL_POLICY") };
}

/** About its networks, its data and its compute. */
const SETS_OF_AN_ACCOUNT = 3;
const NO_POLICIES: PolicyCounts = { serviceControl: 0, resourceControl: 0 };
const NONE: NeededSlots = { finally: NO_POLICIES, meanwhile: NO_POLICIES };
