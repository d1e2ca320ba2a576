import type { Partition } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { principalsFor } from "../classes/asked-principals.ts";
import { actionsOn, askedResources } from "../classes/asked-resources.ts";
import { type DecidedClass, decideClasses } from "../classes/enumerate.ts";
import { foreignQuestions } from "../classes/foreign.ts";
import { originsFor } from "../classes/origins.ts";
import type { Outcome } from "../engine/decide.ts";
import { doingOf } from "../intent/doings.ts";
import { expectation } from "../intent/expectation.ts";
import type { Intended } from "../intent/intended.ts";
import type { Asked, Expectation, What, Who } from "../intent/subject.ts";
import { type IntendedUse, usesOf } from "../intent/uses.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { Finding } from "./finding.ts";
import { nameOf, whoText } from "./subject-text.ts";

/** What the proof enumerated and found. */
export interface Proof {
  /** Classes of requests that were decided, those among them that nothing can allow, and what they are about. */
  readonly classes: number;
  readonly principals: number;
  readonly resources: number;
  readonly networks: number;
  readonly instants: number;
  /** Actions that grants promise, and those of them that no class of requests is allowed. */
  readonly uses: number;
  readonly unmet: readonly IntendedUse[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
}

export interface ProofSubject {
  readonly intended: Intended;
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly partition: Partition;
}

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove({ intended, world, catalogue, partition }: ProofSubject): Proof {
  const askWhom = principalsFor(intended, world.deployed, partition);
  const resources = askedResources(intended, world.deployed, partition);
  const found = new Map<string, Finding>();
  const assumptions = new Set<string>();
  const [principals, networks, instants] = [new Set<string>(), new Set<string>(), new Set<number>()];
  const onDecided = (decided: DecidedClass) => {
    instants.add(decided.at.getTime());
    if (decided.origin.where.kind === "network") networks.add(decided.origin.from ?? "");
    for (const assumption of decided.assumptions) assumptions.add(assumption);
    compare(intended, decided, found, shown);
  };
  const shown = new Set<string>();
  let classes = 0;
  for (const resource of resources) {
    const actions = actionsOn(catalogue, resource);
    for (const principal of askWhom(resource)) {
      principals.add(principal.principal);
      const origins = originsFor(intended, principal, resource, partition);
      classes += decideClasses({ world, catalogue, now: intended.now, onDecided }, principal, resource, origins, actions);
    }
  }
  for (const { origin, principals: callers, resources: foreign } of foreignQuestions(intended, partition)) {
    for (const resource of foreign) {
      const actions = actionsOn(catalogue, resource);
      for (const caller of callers)
        classes += decideClasses({ world, catalogue, now: intended.now, onDecided }, caller, resource, [origin], actions);
    }
  }
  const isByRole = (account: string, consumer: string) =>
    resources.some(
      ({ what }) =>
        what.kind === "role" && what.role?.kind === "access-role" && what.role.account === account && what.role.consumer === consumer,
    );
  const uses = usesOf(intended, isByRole);
  const unmet = uses.filter((use) => !shown.has(useKey(use.who, use.action, use.what)));
  return {
    unmet,
    uses: uses.length,
    classes,
    principals: principals.size,
    resources: resources.length,
    networks: networks.size,
    instants: instants.size,
    findings: [...found.values()],
    assumptions: [...assumptions].sort(),
  };
}

function compare(intended: Intended, decided: DecidedClass, found: Map<string, Finding>, shown: Set<string>): void {
  const asked = askedOf(decided);
  const expected = expectation(intended, asked, decided.resource.declared);
  const outcome = outcomeAtWorst(decided, expected);
  const isAllowed = outcome === "allowed";
  if (expected.effect === "allowed" && isAllowed) for (const action of decided.actions) shown.add(useKey(asked.who, action, asked.what));
  const isUnknown = outcome === "unknown";
  if (expected.effect === "open" || (!isUnknown && (expected.effect === "allowed") === isAllowed)) return;
  const kind = isUnknown ? "unknown" : isAllowed ? "breach" : "broken";
  const doing = doingOf(asked.action);
  const about = `${asked.who.kind} ${doing ?? asked.action} ${nameOf(asked.what)}: ${expected.because}`;
  const known = found.get(`${kind} ${about}`);
  found.set(
    `${kind} ${about}`,
    known === undefined
      ? { kind, about, doing, expectation: expected, example: decided, asked, classes: 1 }
      : { ...known, classes: known.classes + 1 },
  );
}

/**
 * What is decided where a principal's own policies and endpoints' policies are taken to allow everything that they may allow, if access ought
 * to be denied: guardrails and resource policies have to hold whatever these say.
 */
function outcomeAtWorst({ decision: { outcome, unknowns } }: DecidedClass, { effect }: Expectation): Outcome {
  const isWhatever = unknowns.every(({ layer }) => layer === "identity" || layer === "boundary" || layer === "endpoint");
  return outcome === "unknown" && effect === "denied" && isWhatever ? "allowed" : outcome;
}

/** A class of requests in the declaration's terms. */
function askedOf({ principal, resource, origin, actions, at, carried }: DecidedClass): Asked {
  const pairs = Object.entries({ ...principal.carries, ...carried });
  return {
    who: principal.who,
    action: actions[0] ?? "",
    what: resource.what,
    where: origin.where,
    at,
    carried: new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const)),
  };
}

const useKey = (who: Who, action: string, what: What): string => `${whoText(who)} ${action.toLowerCase()} ${nameOf(what)}`;
