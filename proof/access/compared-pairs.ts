import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { Pair } from "./collect-accesses.ts";
import { keysOf, type Side, type SideKeys, type Translation, translation } from "./side.ts";

/** The same question on both sides; undefined where a side does not have the principal or the resource. */
export interface ComparedPair {
  readonly before: Pair | undefined;
  readonly after: Pair | undefined;
}

interface Compared {
  readonly side: Side;
  readonly keys: SideKeys;
  readonly resources: ReadonlyMap<string, ResourceClass>;
  /** Puts this side's classes in the terms of the other. */
  readonly toOther: Translation;
}

/**
 * Every principal and resource of two organizations. What is asked on one side is asked on the other too, wherever that has the account and
 * the network: which accounts and networks are examples of those that have nothing to do with a resource differs between the sides.
 */
export function* comparedPairs(before: Side, after: Side): Generator<ComparedPair> {
  const sides = [compared(before, after), compared(after, before)] as const;
  for (const key of new Set([...sides[0].resources.keys(), ...sides[1].resources.keys()])) {
    const resources = sides.map(({ resources: all }) => all.get(key));
    yield* pairsAt([sides[0], sides[1]], [resources[0], resources[1]]);
  }
  yield* foreignPairs(sides);
}

const compared = (side: Side, other: Side): Compared => {
  const keys = keysOf(side);
  const resources = new Map(side.questions.resources.map((each) => [keys.resource(each), each]));
  return { side, keys, resources, toOther: translation(side, other) };
};

type Both<T> = readonly [before: T, after: T];

function* pairsAt(sides: Both<Compared>, resources: Both<ResourceClass | undefined>): Generator<ComparedPair> {
  const own = [principalsAt(sides[0], resources[0]), principalsAt(sides[1], resources[1])] as const;
  const asked = [withOther(own[0], sides[1], own[1], resources[0]), withOther(own[1], sides[0], own[0], resources[1])] as const;
  for (const key of new Set([...asked[0].keys(), ...asked[1].keys()])) {
    const principals = [asked[0].get(key), asked[1].get(key)] as const;
    const origins = [originsAt(sides[0], principals[0], resources[0]), originsAt(sides[1], principals[1], resources[1])] as const;
    yield {
      before: pairOf(sides[0], principals[0], resources[0], fromBoth(sides, origins)),
      after: pairOf(sides[1], principals[1], resources[1], fromBoth([sides[1], sides[0]], [origins[1], origins[0]])),
    };
  }
}

type Principals = ReadonlyMap<string, PrincipalClass>;

const principalsAt = ({ side, keys }: Compared, resource: ResourceClass | undefined): Principals =>
  new Map(resource === undefined ? [] : side.questions.principalsFor(resource).map((each) => [keys.principal(each), each]));

function withOther(own: Principals, other: Compared, others: Principals, resource: ResourceClass | undefined): Principals {
  if (resource === undefined) return own;
  const translated = [...others].flatMap(([key, principal]) => {
    const found = own.has(key) ? undefined : other.toOther.principal(principal);
    return found === undefined ? [] : [[key, found] as const];
  });
  return new Map([...own, ...translated]);
}

const originsAt = (
  { side, keys }: Compared,
  principal: PrincipalClass | undefined,
  resource: ResourceClass | undefined,
): ReadonlyMap<string, OriginClass> =>
  new Map(
    principal === undefined || resource === undefined
      ? []
      : side.questions.originsFor(principal, resource).map((each) => [keys.origin(each), each]),
  );

/** The origins of a side with those of the other that it has too. */
function fromBoth([, other]: Both<Compared>, [own, others]: Both<ReadonlyMap<string, OriginClass>>): OriginClass[] {
  const translated = [...others].flatMap(([key, origin]) => (own.has(key) ? [] : (other.toOther.origin(origin) ?? [])));
  return [...own.values(), ...translated];
}

const pairOf = (
  { side }: Compared,
  principal: PrincipalClass | undefined,
  resource: ResourceClass | undefined,
  origins: readonly OriginClass[],
): Pair | undefined =>
  principal === undefined || resource === undefined
    ? undefined
    : { principal, resource, origins, actions: side.questions.actionsOn(resource) };

/** What may leave each network for other organizations. */
function* foreignPairs(sides: Both<Compared>): Generator<ComparedPair> {
  const [before, after] = sides.map(({ side, keys }) => {
    const all = side.foreign.flatMap(({ origin, principals, resources }) =>
      resources.flatMap((resource) =>
        principals.map((principal): readonly [string, Pair] => [
          [keys.origin(origin), keys.principal(principal), keys.resource(resource)].join("\n"),
          { principal, resource, origins: [origin], actions: side.questions.actionsOn(resource) },
        ]),
      ),
    );
    return new Map(all);
  });
  for (const key of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
    yield { before: before?.get(key), after: after?.get(key) };
}
