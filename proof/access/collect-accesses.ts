import type { Action } from "../../iam/catalogue-entries.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { enumerating } from "../classes/enumerate.ts";
import { byCallsToKms, type KeyOutcome, keyOutcome } from "../classes/key-outcome.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import { sharedClasses } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { ANY_PERMISSION } from "../engine/aws-policies.ts";
import type { Outcome } from "../engine/decide.ts";
import { choicesIn } from "../engine/reading-choice.ts";
import type { Readings } from "../engine/readings.ts";
import { isUnknownKey } from "../world/unknown-policy.ts";
import type { Access, Extent, Terms } from "./access.ts";
import type { AskedWorld } from "./asked-world.ts";
import { assumedPolicy } from "./assumed-policy.ts";
import { type Cell, termsOf } from "./terms-of.ts";

/** A principal and a resource, with the origins and actions to ask about. */
export interface Pair {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origins: readonly OriginClass[];
  readonly actions: readonly Action[];
}

/** Under which terms a principal may use one action on one resource from one origin. */
export interface Allowance {
  readonly action: string;
  readonly origin: OriginClass;
  readonly terms: readonly Terms[];
  readonly example: DecidedClass;
}

/** Everything that a principal may do to a resource, by action and origin, and the origins that were decided. */
export interface Allowances {
  readonly allowed: readonly Allowance[];
  readonly origins: readonly OriginClass[];
  readonly assumptions: ReadonlySet<string>;
}

/** Decides every class of requests of a pair. */
export function allowancesOf(asked: AskedWorld, { principal, resource, origins, actions }: Pair): Allowances {
  const decided: DecidedClass[] = [];
  const enumeration = enumerationOf(asked);
  enumeration.onDecided = (each) => {
    if (!Object.keys(each.carried).some(isUnknownKey)) decided.push(...byCallsToKms(each));
  };
  const ask = enumeration.actionClasses(actions).map((each) => enumeration.classesAt(resource, each));
  const askFrom = (some: readonly OriginClass[]) => {
    for (const decideClasses of ask) decideClasses(principal, some);
  };
  askFrom(origins);
  const seen = new Set(decided.map(({ origin }) => origin));
  // One origin stands for all that no policy tells apart; here each is named.
  if (decided.length > 0) for (const origin of origins) if (!seen.has(origin)) askFrom([origin]);
  for (const { origin } of decided) seen.add(origin);
  const alike = Map.groupBy(decided, (each) => JSON.stringify([origins.indexOf(each.origin), each.actions]));
  const allowed = [...alike.values()].flatMap((all): Allowance[] => {
    const cells = all.map((each) => cellOf(asked, each));
    const terms = termsOf(cells, asked.now.getTime());
    const example = all[cells.findIndex(({ isAllowed, at }) => isAllowed && at >= asked.now.getTime())];
    return example === undefined ? [] : example.actions.map((action) => ({ action, origin: example.origin, terms, example }));
  });
  return {
    allowed: allowed.filter(({ terms }) => terms.length > 0),
    origins: origins.filter((each) => seen.has(each)),
    assumptions: new Set(allowed.flatMap(({ example }) => example.assumptions)),
  };
}

/** The enumeration of a world, which remembers what it found for all pairs; classes go to the pair that is asked about. */
interface SharedEnumeration {
  readonly classesAt: ReturnType<typeof enumerating>;
  readonly actionClasses: ReturnType<typeof sharedClasses>;
  onDecided: (decided: DecidedClass) => void;
}

const ENUMERATIONS = new WeakMap<AskedWorld, SharedEnumeration>();

function enumerationOf(asked: AskedWorld): SharedEnumeration {
  const known = ENUMERATIONS.get(asked);
  if (known !== undefined) return known;
  const made: SharedEnumeration = {
    classesAt: enumerating({ ...asked, onDecided: (decided) => made.onDecided(decided) }),
    actionClasses: sharedClasses(),
    onDecided: () => undefined,
  };
  ENUMERATIONS.set(asked, made);
  return made;
}

/** What becomes of a class, the key that the resource is encrypted under included. */
function cellOf(asked: AskedWorld, each: DecidedClass): Cell {
  const { at, carried, outcome, alternatives } = each;
  const isOpen = (read: Outcome) => read === "allowed" || read === "unknown";
  const turned = alternatives.find((other) => isOpen(other.outcome) !== isOpen(outcome));
  const isPossible = isOpen(outcome) || turned !== undefined;
  const atKey: KeyOutcome = isPossible ? keyOutcome(asked, each) : { isDenied: true, allowedUnder: undefined, unknowns: [] };
  const isAllowed = isPossible && (!atKey.isDenied || atKey.allowedUnder !== undefined);
  const decision = isAllowed ? each.decision : undefined;
  const assumed = isPossible ? assumedPolicy(asked.world, each) : undefined;
  return {
    at: at.getTime(),
    carried,
    isAllowed,
    unknowns:
      decision === undefined
        ? []
        : [
            ...new Set([
              ...readAs({ ...turned?.readings, ...atKey.allowedUnder }),
              ...decision.unknowns.map(({ what }) => what),
              ...(assumed === undefined ? [] : [assumed]),
              ...atKey.unknowns,
            ]),
          ].sort(),
    byOwnPermissions: decision?.by.layer === "identity" && each.layers.identity.includes(ANY_PERMISSION),
  };
}

/** What AWS's pages leave open and an access turns on, as something that is not known. */
const readAs = (readings: Partial<Readings>): string[] => choicesIn(readings).map(({ question }) => `how AWS reads ${question}`);

/** The accesses of a pair: one for the actions and origins that share their terms. */
export function accessesOf({ principal, resource }: Pair, { allowed, origins }: Allowances): Access[] {
  const each = allowed.flatMap(({ terms, ...rest }) => terms.map((term) => ({ ...rest, term })));
  return [...Map.groupBy(each, ({ term }) => JSON.stringify(term)).values()].flatMap((alike) =>
    rectangles(alike).map(({ actions, origins: from, first }) => ({
      principal,
      resource,
      actions,
      origins: from,
      extent: extentOf(from, origins),
      terms: first.term,
      example: first.example,
    })),
  );
}

/** How far some of the origins that were asked about reach. */
export function extentOf(some: readonly OriginClass[], all: readonly OriginClass[]): Extent {
  const missing = all.filter((origin) => origin.where.kind !== "forwarded" && !some.includes(origin));
  const isOutside = some.some(({ where }) => where.kind === "internet");
  if (!isOutside || missing.some(({ where }) => where.kind !== "network")) return "listed";
  return missing.length === 0 ? "anywhere" : some.some(({ where }) => where.kind === "network") ? "listed" : "outside-networks";
}

/** Pairs of action and origin as actions with all of their origins. */
export function rectangles<T extends { readonly action: string; readonly origin: OriginClass }>(
  all: readonly T[],
): { readonly actions: readonly string[]; readonly origins: readonly OriginClass[]; readonly first: T }[] {
  const byAction = [...Map.groupBy(all, ({ action }) => action)];
  const alike = Map.groupBy(byAction, ([, each]) => JSON.stringify(each.map(({ origin }) => [origin.where, origin.from])));
  return [...alike.values()].flatMap((group) => {
    const each = group[0]?.[1] ?? [];
    const [first] = each;
    return first === undefined
      ? []
      : [{ actions: group.map(([action]) => action).sort(), origins: each.map(({ origin }) => origin), first }];
  });
}
