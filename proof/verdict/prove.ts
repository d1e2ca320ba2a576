import { exampleData } from "../classes/class-example.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { enumerating } from "../classes/enumerate.ts";
import { byCallsToKms, type KeyOutcomes, keyOutcomes } from "../classes/key-outcome.ts";
import { type AskedThing, askedThings, type QuestionSubject, questionsAbout } from "../classes/questions.ts";
import { mayBe, type OtherOutcome, outcomeOf, type ReadOutcome } from "../classes/read-outcome.ts";
import { ANY_PERMISSION, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import { type Layer, withPolicies } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";
import type { Readings } from "../engine/readings.ts";
import { doingOf } from "../intent/doings.ts";
import { expectation, mayBePromised } from "../intent/expectation.ts";
import type { Intended } from "../intent/intended.ts";
import type { Asked, Expectation } from "../intent/subject.ts";
import { isUndescribed } from "../world/unknown-policy.ts";
import { askedOf } from "./asked-of.ts";
import type { Finding } from "./finding.ts";
import { emptyPart, type PartFinding, type Proof, type ProofPart, proofOf, useText } from "./proof.ts";
import { nameOf, readingsText } from "./subject-text.ts";

/** The services whose actions are asked about. */
export const PROVEN_SERVICES = ["dynamodb", "ec2", "events", "iam", "kms", "organizations", "s3", "secretsmanager", "sns", "sts"] as const;

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove(subject: QuestionSubject): Proof {
  const things = askedThings(subject);
  return proofOf(subject, things, [provePart(subject, things, accountsOf(things))]);
}

/** The accounts that something is asked about. */
export const accountsOf = (things: readonly AskedThing[]): readonly string[] => [...new Set(things.map(({ account }) => account))];

/** The same for what is asked about in some accounts. */
export function provePart(subject: QuestionSubject, things: readonly AskedThing[], accounts: Iterable<string>): ProofPart {
  const { intended, world, catalogue } = subject;
  const byAccount = Map.groupBy(things.entries(), ([, { account }]) => account);
  const found = new Map<string, PartFinding>();
  const part = emptyPart();
  const atKey = keyOutcomes(subject);
  let order = 0;
  const onDecided = (decided: DecidedClass) => {
    const finding = compared(intended, decided, { shown: part.shown, atKey });
    if (finding === undefined) return;
    const { example } = finding;
    const key = `${finding.kind} ${finding.about}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...finding, example: exampleData(example), order, classes: 1 });
    else known.classes++;
  };
  const classesAt = enumerating({
    world,
    catalogue,
    now: intended.now,
    onDecided,
    // A class that is denied stands against nothing where nothing is promised.
    takesDenied: ({ who }, { what, declared }) => mayBePromised(who, what, declared),
    onPlaces: ({ origins, instants, assumptions }) => {
      for (const instant of instants) part.instants.add(instant.getTime());
      for (const { where, from } of origins) if (where.kind === "network") part.networks.add(from ?? "");
      for (const assumption of assumptions) part.assumptions.add(assumption);
    },
    onDecision: (alike) => {
      if (alike === undefined) part.singleDecisions++;
      else part.decisions.add(alike);
    },
  });
  const questionsOf = questionsAbout(subject);
  for (const account of accounts) {
    for (const [index, thing] of byAccount.get(account) ?? []) {
      order = index;
      for (const { resource, actions, principals, originsOf } of questionsOf(thing)) {
        const decideClasses = classesAt(resource, actions);
        for (const principal of principals) {
          if (thing.origin === undefined) part.principals.add(principal.principal);
          part.classes += decideClasses(principal, originsOf(principal));
        }
      }
    }
  }
  return { ...part, findings: [...found.values()] };
}

/** What stands against a class, with those of its actions that it concerns. */
type ComparedClass = Pick<Finding, "kind" | "about" | "doing" | "expectation" | "readings" | "example">;

/** What classes are compared with besides what is intended. */
interface Comparing {
  /** Takes the uses that are allowed, or that may be. */
  readonly shown: Set<string>;
  readonly atKey: KeyOutcomes;
}

/** What stands against a class of requests under any reading of AWS's pages, if anything does. */
function compared(intended: Intended, decided: DecidedClass, { shown, atKey }: Comparing): ComparedClass | undefined {
  const asked = askedOf(decided);
  const expected = expectation(intended, asked, decided.resource.declared);
  const { outcome, alternatives } = outcomeAtWorst(decided, expected);
  if (expected.effect === "allowed" && (outcome === "allowed" || outcome === "unknown"))
    for (const action of decided.actions) shown.add(useText({ ...asked, action }));
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
function passingTheKey(
  atKey: KeyOutcomes,
  decided: DecidedClass,
  readings: Partial<Readings>,
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
function outcomeAtWorst(decided: DecidedClass, { effect }: Expectation): ReadOutcome {
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
