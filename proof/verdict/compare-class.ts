import type { DecidedClass } from "../classes/decided-class.ts";
import { byCallsToKms, type KeyOutcomes } from "../classes/key-outcome.ts";
import { mayBe, type OtherOutcome, outcomeOf, type ReadOutcome } from "../classes/read-outcome.ts";
import { ANY_PERMISSION, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import { type Layer, withPolicies } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";
import type { Readings } from "../engine/readings.ts";
import { doingOf } from "../intent/doings.ts";
import { expectation } from "../intent/expectation.ts";
import type { Intended } from "../intent/intended.ts";
import type { Asked, Expectation, Who } from "../intent/subject.ts";
import { isUndescribed } from "../world/unknown-policy.ts";
import { askedOf } from "./asked-of.ts";
import type { Finding } from "./finding.ts";
import { nameOf, readingsText, useText } from "./subject-text.ts";

/** What stands against a class, with those of its actions that it concerns. */
export type ComparedClass = Pick<Finding, "kind" | "about" | "doing" | "expectation" | "readings" | "example">;

/** What findings of one class share. */
export const keyOf = ({ kind, about }: Pick<Finding, "kind" | "about">): string => `${kind} ${about}`;

/** What classes are compared with besides what is intended. */
export interface Comparing {
  readonly intended: Intended;
  readonly atKey: KeyOutcomes;
  /** Takes the uses that are allowed, or that may be. */
  readonly shown?: Set<string>;
}

/**
 * What stands against a class of requests under any reading of AWS's pages, if anything does.
 * @param who makes the requests, if it is not the principal of the class itself
 */
export function compared(
  { intended, atKey, shown }: Comparing,
  decided: DecidedClass,
  who: Who = decided.principal.who,
): ComparedClass | undefined {
  const asked: Asked = { ...askedOf(decided), who };
  const expected = expectation(intended, asked, decided.resource.declared, decided.principal.who);
  const { outcome, alternatives } = outcomeAtWorst(decided, expected);
  if (expected.effect === "allowed" && (outcome === "allowed" || outcome === "unknown"))
    for (const action of decided.actions) shown?.add(useText({ ...asked, action }));
  if (expected.effect === "open") return undefined;
  const found = findingOf(atKey, { decided, asked, expected }, { readings: {}, outcome });
  if (alternatives.length === 0 || (found !== undefined && found.kind !== "unknown")) return found;
  const others = alternatives.flatMap((each) => findingOf(atKey, { decided, asked, expected }, each) ?? []);
  return others.find(({ kind }) => kind !== "unknown") ?? found ?? others[0];
}

/** What stands against a class of requests that is decided so under some readings. */
function findingOf(
  atKey: KeyOutcomes,
  { decided, asked, expected }: { readonly decided: DecidedClass; readonly asked: Asked; readonly expected: Expectation },
  { outcome, readings: read }: OtherOutcome,
): ComparedClass | undefined {
  const isUnknown = outcome === "unknown";
  if (!isUnknown && (expected.effect === "allowed") === (outcome === "allowed")) return undefined;
  const kind = isUnknown ? "unknown" : outcome === "allowed" ? "breach" : "broken";
  const passing = kind === "breach" ? passingTheKey(atKey, decided, read) : { actions: decided.actions, readings: read };
  const [action] = passing.actions;
  if (action === undefined) return undefined;
  const doing = doingOf(action);
  const readings = Object.keys(passing.readings).length === 0 ? undefined : passing.readings;
  const where = readings === undefined ? "" : `, ${readingsText(readings)}`;
  const about = `${asked.who.kind} ${doing ?? action} ${nameOf(asked.what)}: ${expected.because}${where}`;
  return { kind, about, doing, expectation: expected, readings, example: decided.narrowedTo(passing.actions) };
}

/**
 * The actions of a class whose calls succeed at the key, too: a service asks KMS for them in the caller's name, and the call fails where KMS
 * denies. What is unknown there does not stop a call. Where it succeeds under other readings alone, these are added.
 */
export function passingTheKey(
  atKey: KeyOutcomes,
  decided: DecidedClass,
  readings: Partial<Readings> = {},
): { readonly actions: readonly string[]; readonly readings: Partial<Readings> } {
  const asked = byCallsToKms(decided).map((each) => ({ actions: each.actions, ...atKey(each, readings) }));
  const actions = asked.filter(({ isDenied }) => !isDenied).flatMap((each) => each.actions);
  const [first] = asked.flatMap(({ isDenied, allowedUnder, actions: some }) =>
    isDenied && allowedUnder !== undefined ? [{ actions: some, readings: { ...readings, ...allowedUnder } }] : [],
  );
  return actions.length > 0 || first === undefined ? { actions, readings } : first;
}

/**
 * What is decided where a principal's own policies and endpoints' policies are taken to allow everything that they may allow, if access ought
 * to be denied: guardrails and resource policies have to hold whatever these say.
 */
export function outcomeAtWorst(decided: DecidedClass, { effect }: Pick<Expectation, "effect">): ReadOutcome {
  if (effect !== "denied" || !mayBe(decided, "unknown")) return decided;
  // The example of a class is read when it is asked for, which most are not.
  return outcomeOf(decideFirmly(decided.request, withPolicies(decided.layers, openly)));
}

/** A policy, or what stands for it at its worst if it is undescribed and neither a guardrail's nor a resource's. */
function openly(layer: Layer, policy: Policy): Policy {
  if (!isUndescribed(policy)) return policy;
  if (layer === "endpoint") return FULL_ENDPOINT_ACCESS;
  return layer === "identity" || layer === "boundary" ? ANY_PERMISSION : policy;
}
