import QuickLRU from "quick-lru";
import { parseArn } from "../../iam/arn.ts";
import type { ActionClasses } from "./action-classes.ts";
import { assumedTrust } from "./at-worst.ts";
import { type Caller, callerOf } from "./callers.ts";
import { ClassAtPlace, type ClassSubject, type DecidedClass } from "./decided-class.ts";
import { type Meeting, signatureOf, type Target, targetOf } from "./meeting.ts";
import { numbering } from "./numbering.ts";
import { once } from "./once.ts";
import type { OriginClass } from "./origins.ts";
import { type Outcomes, outcomesIn } from "./outcomes.ts";
import { type Pair, type PairSurroundings, pairOf } from "./pair.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";
import { type Spots, spotsIn } from "./spots.ts";
import type { Numbers } from "./statements-at.ts";

/** What the enumeration runs over. */
export interface Enumeration extends PairSurroundings {
  /** Takes each class that some policy may allow. */
  readonly onDecided: (decided: DecidedClass) => void;
  /** Whether the denied classes of a principal at a resource are taken, too. @default all are */
  readonly takesDenied?: (principal: PrincipalClass, resource: ResourceClass) => boolean;
  /** Takes what a principal's classes at a resource, the denied ones included, are about besides. */
  readonly onPlaces?: (places: DecidedPlaces) => void;
  /** Hears of each decision that the engine makes: by what is alike of all requests that it is made for, or for one alone. */
  readonly onDecision?: (alike: string | undefined) => void;
}

/** Where and when one principal's classes at one resource are decided, and what was assumed. */
export interface DecidedPlaces {
  readonly origins: readonly OriginClass[];
  readonly instants: readonly Date[];
  readonly assumptions: readonly string[];
}

/** Decides every class of requests by one principal from some origins, and counts them. */
export type DecideClasses = (principal: PrincipalClass, origins: readonly OriginClass[]) => number;

/** How much is kept of what was found: that of some tens of accounts, besides what is alike everywhere. */
const MOST_CALLERS = 500;
const MOST_OUTCOMES = 4_000;

/**
 * Decides classes of requests, resource by resource. Classes that nothing can allow, whatever they carry and wherever they come from, are
 * counted alone. Requests that no statement over them tells apart are decided once.
 */
export function enumerating(enumeration: Enumeration): (resource: ResourceClass, actions: ActionClasses) => DecideClasses {
  const { world, onDecided, takesDenied = () => true, onPlaces = () => undefined, onDecision = () => undefined } = enumeration;
  const spotsFor = spotsIn(world);
  const numbers: Numbers = { shape: numbering(), truths: numbering() };
  const decideMeeting = outcomesIn(enumeration, onDecision);
  const known = new QuickLRU<string, Outcomes>({ maxSize: MOST_OUTCOMES });
  const callers = new QuickLRU<string, Caller>({ maxSize: MOST_CALLERS });
  const texts = new WeakMap<PrincipalClass, string>();
  const textOf = (each: PrincipalClass): string => {
    let text = texts.get(each);
    if (text === undefined) {
      const { principal, carries, who, isPolled, isOfAws } = each;
      texts.set(each, (text = `${principal} ${JSON.stringify(carries)} ${who.kind} ${String(isPolled)} ${String(isOfAws)}`));
    }
    return text;
  };
  const callerIn = (pair: () => Pair | undefined, principal: PrincipalClass, service: string): Caller | undefined => {
    const key = `${service === "kms" ? "kms " : ""}${textOf(principal)}`;
    const found = callers.get(key);
    if (found !== undefined) return found;
    const made = pair();
    if (made === undefined) return undefined;
    const caller = callerOf(made);
    callers.set(key, caller);
    return caller;
  };
  const outcomesOf = (meeting: Meeting, actions: ActionClasses): Outcomes => {
    const signature = signatureOf(meeting, actions);
    const found = signature === undefined ? undefined : known.get(signature);
    if (found !== undefined) return found;
    const made = decideMeeting(meeting, actions);
    if (signature !== undefined) known.set(signature, made);
    return made;
  };
  return (resource, actions) => {
    const [first] = actions.all;
    if (first === undefined) return () => 0;
    const owner = parseArn(resource.arn)?.accountId ?? "";
    const targets = new Map<string, Target>();
    const spotsOf = spotsFor(first.name, resource.arn);
    return (principal, origins) => {
      const pair = once(() => pairOf(enumeration, { principal, resource }, first.name));
      const hasGrant = world.hasGrant(resource.arn, principal.principal);
      const caller = hasGrant ? undefinedOr(pair(), callerOf) : callerIn(pair, principal, resource.service);
      if (caller === undefined) return 0;
      const key = owner === "" ? (caller.sample.principal.account ?? "") : owner;
      let target = hasGrant ? undefined : targets.get(key);
      if (target === undefined) {
        const made = pair();
        if (made === undefined) return 0;
        target = targetOf(made, actions, numbers);
        if (!hasGrant) targets.set(key, target);
      }
      const spots = spotsOf(origins);
      const sure = pair as () => Pair;
      const found = outcomesOf({ principal, resource, caller, target, spots, pair: sure }, actions);
      if (found.closed !== undefined) return found.closed * origins.length;
      const subject: ClassSubject = { principal, resource, assumptions: () => caller.assumptions, pair: sure, surroundings: enumeration };
      report(found, takesDenied(principal, resource), spots, subject, onDecided);
      if (found.all.length > 0)
        onPlaces(placesIn(found, spots, [...caller.assumptions, ...assumedTrust(() => sure().layers, principal, resource)]));
      return found.classes;
    };
  };
}

function placesIn({ spots: used, instants }: Outcomes, { all }: Spots, assumptions: readonly string[]): DecidedPlaces {
  const spots = used.flatMap((index) => all[index] ?? []);
  return {
    origins: spots.map(({ origin }) => origin),
    instants,
    assumptions: [...assumptions, ...spots.flatMap(({ landing }) => landing.assumptions)],
  };
}

const undefinedOr = <T, R>(value: T | undefined, make: (value: T) => R): R | undefined => (value === undefined ? undefined : make(value));

function report({ all, open }: Outcomes, isAll: boolean, spots: Spots, subject: ClassSubject, onDecided: Enumeration["onDecided"]): void {
  for (const found of isAll ? all : open) {
    const spot = spots.all[found.spot];
    if (spot === undefined) continue;
    for (const each of isAll ? found.all : found.open) onDecided(new ClassAtPlace(subject, spot, each, found.alike.names));
  }
}
