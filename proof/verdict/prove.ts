import type { DecidedClass } from "../classes/decided-class.ts";
import { enumerating } from "../classes/enumerate.ts";
import { byCallsToKms, keyOutcome } from "../classes/key-outcome.ts";
import { askedResources, type Question, type QuestionSubject, questionsAbroad, questionsAt } from "../classes/questions.ts";
import { ANY_PERMISSION, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import { decide, type Outcome } from "../engine/decide.ts";
import { type Layer, withPolicies } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { doingOf } from "../intent/doings.ts";
import { expectation, mayBePromised } from "../intent/expectation.ts";
import type { Asked, Carried, Expectation, What, Who } from "../intent/subject.ts";
import { type IntendedUse, usesOf } from "../intent/uses.ts";
import { isUndescribed } from "../world/unknown-policy.ts";
import type { Finding } from "./finding.ts";
import { nameOf, whoText } from "./subject-text.ts";

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
  /** Those that no class shows because the consumer's cluster may not be there yet. */
  readonly waiting: readonly IntendedUse[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
  /** The instant that it is proven as of. */
  readonly now: Date;
}

/** The services whose actions are asked about. */
export const PROVEN_SERVICES = ["dynamodb", "ec2", "events", "iam", "kms", "organizations", "s3", "secretsmanager", "sns", "sts"] as const;

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove(subject: QuestionSubject): Proof {
  const { intended, world, catalogue } = subject;
  const resources = askedResources(subject);
  const found = new Map<string, CountedFinding>();
  const shown = new Set<string>();
  const assumptions = new Set<string>();
  const [principals, networks, instants] = [new Set<string>(), new Set<string>(), new Set<number>()];
  const onDecided = (decided: DecidedClass) => {
    const finding = compared(subject, decided, shown);
    if (finding === undefined) return;
    const key = `${finding.kind} ${finding.about}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, finding);
    else known.classes++;
  };
  const classesAt = enumerating({
    world,
    catalogue,
    now: intended.now,
    onDecided,
    // A class that is denied stands against nothing where nothing is promised.
    takesDenied: ({ who }, { what, declared }) => mayBePromised(who, what, declared),
    onPlaces: ({ origins, instants: at, assumptions: taken }) => {
      for (const instant of at) instants.add(instant.getTime());
      for (const { where, from } of origins) if (where.kind === "network") networks.add(from ?? "");
      for (const assumption of taken) assumptions.add(assumption);
    },
  });
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
    findings: [...found.values()],
    assumptions: [...assumptions].sort(),
    now: intended.now,
  };
}

/** A finding whose classes are still counted. */
type CountedFinding = Omit<Finding, "classes"> & { classes: number };

/**
 * What stands against a class of requests, if anything does.
 * @param shown takes the uses that are allowed, or that may be
 */
function compared(subject: QuestionSubject, decided: DecidedClass, shown: Set<string>): CountedFinding | undefined {
  const asked = askedOf(decided);
  const expected = expectation(subject.intended, asked, decided.resource.declared);
  const outcome = outcomeAtWorst(decided, expected);
  const isAllowed = outcome === "allowed";
  const isUnknown = outcome === "unknown";
  if (expected.effect === "allowed" && (isAllowed || isUnknown))
    for (const action of decided.actions) shown.add(useKey(asked.who, action, asked.what));
  if (expected.effect === "open" || (!isUnknown && (expected.effect === "allowed") === isAllowed)) return undefined;
  const kind = isUnknown ? "unknown" : isAllowed ? "breach" : "broken";
  const actions = kind === "breach" ? passingTheKey(subject, decided) : decided.actions;
  const [action] = actions;
  if (action === undefined) return undefined;
  const doing = doingOf(action);
  const about = `${asked.who.kind} ${doing ?? action} ${nameOf(asked.what)}: ${expected.because}`;
  return { kind, about, doing, expectation: expected, example: decided.narrowedTo(actions), asked: { ...asked, action }, classes: 1 };
}

/**
 * The actions of a class whose calls succeed at the key, too: a service asks KMS for them in the caller's name, and the call fails where KMS
 * denies. What is unknown there does not stop a call.
 */
const passingTheKey = (subject: QuestionSubject, decided: DecidedClass): readonly string[] =>
  byCallsToKms(decided)
    .filter((each) => !keyOutcome(subject, each).isDenied)
    .flatMap(({ actions }) => actions);

/**
 * What is decided where a principal's own policies and endpoints' policies are taken to allow everything that they may allow, if access ought
 * to be denied: guardrails and resource policies have to hold whatever these say.
 */
function outcomeAtWorst(decided: DecidedClass, { effect }: Expectation): Outcome {
  const { outcome } = decided;
  if (outcome !== "unknown" || effect !== "denied") return outcome;
  // The example of a class is read when it is asked for, which most are not.
  return decide(decided.request, withPolicies(decided.layers, openly)).outcome;
}

/** A policy, or what stands for it at its worst if it is undescribed and neither a guardrail's nor a resource's. */
function openly(layer: Layer, policy: Policy): Policy {
  if (!isUndescribed(policy)) return policy;
  if (layer === "endpoint") return FULL_ENDPOINT_ACCESS;
  return layer === "identity" || layer === "boundary" ? ANY_PERMISSION : policy;
}

/** A class of requests in the declaration's terms. */
const askedOf = ({ principal, resource, origin, actions, at, carried }: DecidedClass): Asked => ({
  who: principal.who,
  action: actions[0] ?? "",
  what: resource.what,
  region: resource.region,
  where: origin.where,
  at,
  carried: carriedOf(principal.carries, carried),
});

const NOTHING: Carried = new Map();

/** What a request carries because of its principal and besides, as intent asks for it. */
function carriedOf(carries: ContextValues, besides: ContextValues): Carried {
  const pairs = [...Object.entries(carries), ...Object.entries(besides)];
  if (pairs.length === 0) return NOTHING;
  return new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const));
}

const useKey = (who: Who, action: string, what: What): string => `${whoText(who)} ${action.toLowerCase()} ${nameOf(what)}`;
