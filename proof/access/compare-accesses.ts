import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { MAY_HOLD_ANYTHING } from "../intent/places.ts";
import { encryptedHolder } from "../world/request-keys.ts";
import type { Extent, Terms } from "./access.ts";
import { type Allowance, type Allowances, allowancesOf, extentOf, type Pair, rectangles } from "./collect-accesses.ts";
import { type ComparedPair, comparedPairs } from "./compared-pairs.ts";
import { type Example, exampleOn } from "./example-on.ts";
import { type Beside, isSamePair } from "./fingerprints.ts";
import { keysOf, type Side, type SideKeys, type Translation, translation } from "./side.ts";
import { covers, termsKey } from "./terms-order.ts";

/** Access that two organizations give differently, in the terms of the later one where that has them. */
export interface AccessChange {
  /** `changes` where the terms differ and neither are wider. */
  readonly kind: "gains" | "loses" | "changes";
  /** Principals whose access changes alike. */
  readonly principals: readonly PrincipalClass[];
  readonly resource: ResourceClass;
  readonly actions: readonly string[];
  readonly origins: readonly OriginClass[];
  readonly extent: Extent;
  /** Under which terms it is allowed; empty where it is not. */
  readonly before: readonly Terms[];
  readonly after: readonly Terms[];
  /** One request that changes, on both sides; undefined on a side that lacks its principal, resource or origin. */
  readonly example: { readonly before: Example | undefined; readonly after: Example | undefined };
}

/** What two declared organizations give differently. */
export interface Comparison {
  readonly changes: readonly AccessChange[];
  /** Accounts whose id stayed and whose name did not. */
  readonly renamed: readonly { readonly id: string; readonly from: string; readonly to: string }[];
}

/** Decides every class of requests on both sides, and says what differs. */
export function compareAccesses(before: Side, after: Side): Comparison {
  const keys = { before: keysOf(before), after: keysOf(after) };
  const toAfter = translation(before, after);
  const changes: KeyedChange[] = [];
  for (const pair of comparedPairs(before, after)) {
    if (isSame(pair, before, after, keys)) continue;
    const had = pair.before === undefined ? NOTHING : allowancesOf(before.asked, pair.before);
    const has = pair.after === undefined ? NOTHING : allowancesOf(after.asked, pair.after);
    const found = differences(byPlace(had, keys.before), byPlace(has, keys.after));
    if (found.length > 0)
      changes.push(...changesOf(pair, found, [...had.origins, ...has.origins], { sides: { before, after }, keys, toAfter }));
  }
  const renamed = [...before.intended.accountNames].flatMap(([id, from]) => {
    const to = after.intended.accountNames.get(id);
    return to === undefined || to === from ? [] : [{ id, from, to }];
  });
  return { changes: mergedByPrincipal(changes), renamed };
}

/** Whether nothing that decides about a pair differs between the sides. */
function isSame({ before: had, after: has }: ComparedPair, before: Side, after: Side, keys: Naming["keys"]): boolean {
  if (had === undefined || has === undefined) return false;
  const beside = (pair: Pair, { asked }: Side, sideKeys: SideKeys): Beside => {
    const holder = encryptedHolder(pair.resource.arn);
    const encryption = holder === undefined ? undefined : asked.world.deployed.encryption.get(holder);
    return {
      accounts: pair.origins.flatMap(({ where }) => (where.kind === "network" ? [sideKeys.account(where.account)] : [])),
      key: encryption?.by === "customer" ? encryption.key : undefined,
    };
  };
  return isSamePair(
    before.fingerprints,
    after.fingerprints,
    [had, has],
    [beside(had, before, keys.before), beside(has, after, keys.after)],
  );
}

const NOTHING: Allowances = { allowed: [], origins: [], assumptions: new Set() };

type Place = string;

/** What is allowed by action and origin. */
const byPlace = ({ allowed }: Allowances, keys: SideKeys): ReadonlyMap<Place, Allowance> =>
  new Map(allowed.map((each) => [`${each.action} ${keys.origin(each.origin)}`, each]));

interface Difference {
  readonly before: Allowance | undefined;
  readonly after: Allowance | undefined;
}

function differences(had: ReadonlyMap<Place, Allowance>, has: ReadonlyMap<Place, Allowance>): Difference[] {
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((place) => {
    const difference = { before: had.get(place), after: has.get(place) };
    return termsKey(difference.before?.terms ?? []) === termsKey(difference.after?.terms ?? []) ? [] : [difference];
  });
}

/** A change with what makes it the same for several principals. */
interface KeyedChange {
  readonly key: string;
  readonly change: AccessChange;
}

interface Naming {
  readonly sides: { readonly before: Side; readonly after: Side };
  readonly keys: { readonly before: SideKeys; readonly after: SideKeys };
  readonly toAfter: Translation;
}

/** The differences of one pair, one change for all actions and origins that change alike. */
function changesOf(
  pair: ComparedPair,
  found: readonly Difference[],
  asked: readonly OriginClass[],
  { sides, keys, toAfter }: Naming,
): KeyedChange[] {
  const named = (pair.after ?? pair.before) as NonNullable<ComparedPair["after"]>;
  const originOf = new Map<string, OriginClass>();
  const places = found.flatMap(({ before, after }) => {
    const [own, key] =
      after === undefined
        ? before === undefined
          ? []
          : [toAfter.origin(before.origin) ?? before.origin, keys.before.origin(before.origin)]
        : [after.origin, keys.after.origin(after.origin)];
    if (own === undefined || key === undefined) return [];
    const origin = originOf.get(key) ?? own;
    originOf.set(key, origin);
    return [{ action: (after ?? before)?.action ?? "", origin, originKey: key, before, after }];
  });
  // The root user needs no permissions, and otherwise is like any other that may hold everything.
  const mayHoldAnything = MAY_HOLD_ANYTHING.has(named.principal.who.kind);
  const keyOf = (terms: readonly Terms[] = []) =>
    termsKey(mayHoldAnything ? terms.map((each) => ({ ...each, byOwnPermissions: true })) : terms);
  const alike = Map.groupBy(places, ({ before, after }) => `${keyOf(before?.terms)} ${keyOf(after?.terms)}`);
  const exampleOf = ({ before, after }: Difference, originKey: string): AccessChange["example"] => {
    const on = (side: "before" | "after", own: Allowance | undefined): Example | undefined => {
      const [asking, decided] = [pair[side], (before ?? after)?.example];
      if (own !== undefined || asking === undefined || decided === undefined) return own?.example;
      const origin = asking.origins.find((each) => keys[side].origin(each) === originKey);
      return exampleOn(sides[side].asked, asking, origin, decided);
    };
    return { before: on("before", before), after: on("after", after) };
  };
  const resourceKey = pair.after === undefined ? keys.before.resource(named.resource) : keys.after.resource(named.resource);
  return [...alike].flatMap(([terms, each]) =>
    rectangles(each).map(({ actions, origins, first }): KeyedChange => {
      const [before, after] = [first.before?.terms ?? [], first.after?.terms ?? []];
      return {
        key: JSON.stringify([resourceKey, actions, origins.map(({ where }) => where), terms]),
        change: {
          kind: covers(after, before) ? "gains" : covers(before, after) ? "loses" : "changes",
          principals: [named.principal],
          resource: named.resource,
          actions,
          origins,
          extent: extentOf(origins, namedOrigins(asked, originOf, keys)),
          before,
          after,
          example: exampleOf(first, first.originKey),
        },
      };
    }),
  );
}

/** The origins that were asked about, each as the change names it. */
function namedOrigins(
  asked: readonly OriginClass[],
  originOf: ReadonlyMap<string, OriginClass>,
  { before, after }: Naming["keys"],
): OriginClass[] {
  const found = asked.map((origin) => originOf.get(after.origin(origin)) ?? originOf.get(before.origin(origin)) ?? origin);
  return [...new Set(found)];
}

function mergedByPrincipal(changes: readonly KeyedChange[]): AccessChange[] {
  return [...Map.groupBy(changes, ({ key }) => key).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ ...first.change, principals: alike.flatMap(({ change }) => change.principals) }];
  });
}
