import type { DecidedClass } from "../classes/decided-class.ts";
import { enumerating } from "../classes/enumerate.ts";
import { byCallsToKms, keyOutcome } from "../classes/key-outcome.ts";
import { askedResources, type Question, type QuestionSubject, questionsAbroad, questionsAt } from "../classes/questions.ts";
import { ANY_PERMISSION, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import type { Alternative, Decision } from "../engine/decide.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import { type Layer, withPolicies } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";
import type { Readings } from "../engine/readings.ts";
import { doingOf } from "../intent/doings.ts";
import { expectation } from "../intent/expectation.ts";
import type { Asked, Expectation, What, Who } from "../intent/subject.ts";
import { type IntendedUse, usesOf } from "../intent/uses.ts";
import { isUndescribed } from "../world/unknown-policy.ts";
import type { Finding } from "./finding.ts";
import { followSessions } from "./follow-sessions.ts";
import { nameOf, readingsText, whoText } from "./subject-text.ts";

/** What the proof enumerated and found. */
export interface Proof {
  /** Classes of requests that were decided, those among them that nothing can allow, and what they are about. */
  readonly classes: number;
  /** How often the engine decided: requests that no statement tells apart are decided once. */
  readonly decisions: number;
  readonly principals: number;
  readonly resources: number;
  readonly networks: number;
  readonly instants: number;
  /** Actions that grants promise, and those of them that every class of requests is denied. */
  readonly uses: number;
  readonly unmet: readonly IntendedUse[];
  /** Those that no class shows because the consumer's cluster or role may not be there yet. */
  readonly waiting: readonly IntendedUse[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
  /** The instant that it is proven as of. */
  readonly now: Date;
}

/** The services whose actions are asked about. */
export const PROVEN_SERVICES = [
  "backup",
  "dynamodb",
  "ec2",
  "events",
  "iam",
  "kms",
  "organizations",
  "rolesanywhere",
  "s3",
  "secretsmanager",
  "sns",
  "ssm",
  "sts",
] as const;

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove(subject: QuestionSubject): Proof {
  const { intended, world, catalogue } = subject;
  const resources = askedResources(subject);
  const found = new Map<string, Finding>();
  const shown = new Set<string>();
  const assumptions = new Set<string>();
  const [principals, networks, instants] = [new Set<string>(), new Set<string>(), new Set<number>()];
  const sessions = followSessions(subject);
  for (const assumption of sessions.assumptions) assumptions.add(assumption);
  const add = (finding: Finding) => {
    const key = keyOf(finding);
    const known = found.get(key);
    found.set(key, known === undefined ? finding : { ...known, classes: known.classes + 1 });
  };
  const onDecided = (decided: DecidedClass) => {
    instants.add(decided.at.getTime());
    if (decided.origin.where.kind === "network") networks.add(decided.origin.from ?? "");
    for (const assumption of decided.assumptions) assumptions.add(assumption);
    const finding = compared(subject, decided, shown);
    if (finding !== undefined) add(finding);
    else for (const each of sessions.through(decided, (who) => compared(subject, decided, new Set(), who))) add(each);
  };
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided });
  let [classes, decisions] = [0, 0];
  const ask = ({ resource, actions, principals: callers, originsOf }: Question) => {
    const decideClasses = classesAt(resource, actions);
    for (const caller of callers) {
      const count = decideClasses(caller, originsOf(caller));
      classes += count.classes;
      decisions += count.decisions;
    }
  };
  for (const question of questionsAt(resources, subject)) {
    for (const { principal } of question.principals) principals.add(principal);
    ask(question);
  }
  for (const question of questionsAbroad(subject)) ask(question);
  for (const step of sessions.steps) {
    const finding = compared(subject, step, new Set());
    if (finding !== undefined && !found.has(keyOf(finding))) add(finding);
  }
  const uses = usesOf(intended);
  const notShown = uses.filter((use) => !shown.has(useKey(use.who, use.action, use.what)));
  return {
    unmet: notShown.filter(({ mayWait }) => !mayWait),
    waiting: notShown.filter(({ mayWait }) => mayWait),
    uses: uses.length,
    classes,
    decisions,
    principals: principals.size,
    resources: resources.length,
    networks: networks.size,
    instants: instants.size,
    findings: [...found.values()].map(sessions.withRight),
    assumptions: [...assumptions].sort(),
    now: intended.now,
  };
}

/**
 * What stands against a class of requests under any reading of AWS's pages, if anything does.
 * @param shown takes the uses that are allowed, or that may be
 * @param who makes the requests, if it is not the principal of the class itself
 */
function compared(subject: QuestionSubject, decided: DecidedClass, shown: Set<string>, who = decided.principal.who): Finding | undefined {
  const asked = { ...askedOf(decided), who };
  const expected = expectation(subject.intended, asked, decided.resource.declared);
  const decision = decisionAtWorst(decided, expected);
  const { outcome, alternatives = NO_ALTERNATIVES } = decision;
  if (expected.effect === "allowed" && (outcome === "allowed" || outcome === "unknown"))
    for (const action of decided.actions) shown.add(useKey(asked.who, action, asked.what));
  if (expected.effect === "open") return undefined;
  const found = findingOf(subject, { decided, asked, expected }, { readings: {}, decision });
  if (alternatives.length === 0 || (found !== undefined && found.kind !== "unknown")) return found;
  const others = alternatives.flatMap((each) => findingOf(subject, { decided, asked, expected }, each) ?? []);
  return others.find(({ kind }) => kind !== "unknown") ?? found ?? others[0];
}

const NO_ALTERNATIVES: readonly Alternative[] = [];

/** What stands against a class of requests that is decided so under some readings. */
function findingOf(
  subject: QuestionSubject,
  { decided, asked, expected }: { readonly decided: DecidedClass; readonly asked: Asked; readonly expected: Expectation },
  { decision: { outcome }, readings: read }: Alternative,
): Finding | undefined {
  const isUnknown = outcome === "unknown";
  if (!isUnknown && (expected.effect === "allowed") === (outcome === "allowed")) return undefined;
  const kind = isUnknown ? "unknown" : outcome === "allowed" ? "breach" : "broken";
  const passing = kind === "breach" ? passingTheKey(subject, decided, read) : { actions: decided.actions, readings: read };
  const [action] = passing.actions;
  if (action === undefined) return undefined;
  const doing = doingOf(action);
  const readings = Object.keys(passing.readings).length === 0 ? undefined : passing.readings;
  const where = readings === undefined ? "" : `, ${readingsText(readings)}`;
  const about = `${asked.who.kind} ${doing ?? action} ${nameOf(asked.what)}: ${expected.because}${where}`;
  const example = decided.narrowedTo(passing.actions);
  return { kind, about, doing, expectation: expected, readings, example, asked: { ...asked, action }, classes: 1 };
}

/**
 * The actions of a class whose calls succeed at the key, too: a service asks KMS for them in the caller's name, and the call fails where KMS
 * denies. What is unknown there does not stop a call. Where it succeeds under other readings alone, these are added.
 */
export function passingTheKey(
  subject: QuestionSubject,
  decided: DecidedClass,
  readings: Partial<Readings> = {},
): { readonly actions: readonly string[]; readonly readings: Partial<Readings> } {
  const asked = byCallsToKms(decided).map((each) => ({ actions: each.actions, ...keyOutcome(subject, each, readings) }));
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
export function decisionAtWorst(decided: DecidedClass, { effect }: Expectation): Decision {
  const { decision } = decided;
  const isUnknown = ({ outcome }: Decision) => outcome === "unknown";
  if (effect !== "denied" || !(isUnknown(decision) || decision.alternatives?.some((each) => isUnknown(each.decision)) === true))
    return decision;
  // The example of a class is read when it is asked for, which most are not.
  return decideFirmly(decided.request, withPolicies(decided.layers, openly));
}

/** A policy, or what stands for it at its worst if it is undescribed and neither a guardrail's nor a resource's. */
function openly(layer: Layer, policy: Policy): Policy {
  if (!isUndescribed(policy)) return policy;
  if (layer === "endpoint") return FULL_ENDPOINT_ACCESS;
  return layer === "identity" || layer === "boundary" ? ANY_PERMISSION : policy;
}

/** A class of requests in the declaration's terms. */
export function askedOf({ principal, resource, origin, actions, at, carried }: DecidedClass): Asked {
  const pairs = Object.entries({ ...principal.carries, ...carried });
  return {
    who: principal.who,
    action: actions[0] ?? "",
    what: resource.what,
    region: resource.region,
    where: origin.where,
    at,
    carried: new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const)),
  };
}

const keyOf = ({ kind, about }: Finding): string => `${kind} ${about}`;

const useKey = (who: Who, action: string, what: What): string => `${whoText(who)} ${action.toLowerCase()} ${nameOf(what)}`;
