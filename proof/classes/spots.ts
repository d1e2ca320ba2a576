import type { Policy } from "../engine/policy.ts";
import { isForwardedIn } from "../engine/prepare-request.ts";
import { type ContextValues, RequestContext } from "../engine/request-context.ts";
import type { Landing } from "../world/approach.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { numbering } from "./numbering.ts";
import type { OriginClass } from "./origins.ts";

/** One of the places that requests for a resource come from, one for all that no policy tells apart. */
export interface Spot {
  readonly origin: OriginClass;
  readonly landing: Landing;
  /** What the place adds to a request, and what is unknown because of it. */
  readonly added: RequestContext;
  readonly isForwarded: boolean;
  /** Whether more follows from what the place adds, so that its requests are read one by one. */
  readonly isOdd: boolean;
}

/** Places that the same principals call from. */
export interface Spots {
  readonly all: readonly Spot[];
  /** The policies of the endpoints that lead in. */
  readonly endpoints: readonly Policy[];
  /** Places with one number differ in nothing but what they add. */
  readonly number: number;
  readonly hasOdd: boolean;
}

/** Finds the places of a list of origins, for an action on a resource. */
export type SpotsOf = (origins: readonly OriginClass[]) => Spots;

/** Finds places in a world. What calls the same service of one region from one list of origins has the same. */
export function spotsIn(world: Pick<OrganizationWorld, "landing" | "calledBy">): (action: string, resource: string) => SpotsOf {
  const found = new WeakMap<readonly OriginClass[], Map<string, Spots>>();
  const numberOf = numbering();
  return (action, resource) => {
    const called = world.calledBy(action, resource);
    return (origins) => {
      let known = found.get(origins);
      if (known === undefined) found.set(origins, (known = new Map<string, Spots>()));
      let spots = known.get(called);
      if (spots === undefined) known.set(called, (spots = makeSpots(world, origins, action, resource, numberOf)));
      return spots;
    };
  };
}

function makeSpots(
  world: Pick<OrganizationWorld, "landing">,
  origins: readonly OriginClass[],
  action: string,
  resource: string,
  numberOf: (text: string) => number,
): Spots {
  const spots = new Map<string, Spot>();
  for (const origin of origins) {
    const landing = world.landing(origin.from, origin.context, action, resource);
    if (landing === undefined) continue;
    const key = `${origin.where.kind} ${landing.endpoint?.name ?? "-"} ${JSON.stringify(landing.added)}`;
    if (spots.has(key)) continue;
    const added = new RequestContext(withChain(landing.added), { unknown: landing.unknown ?? {} });
    spots.set(key, {
      origin,
      landing,
      added,
      isForwarded: isForwardedIn(added),
      isOdd: isOdd(landing.added),
    });
  }
  const all = [...spots.values()];
  const endpoints = [...new Set(all.flatMap(({ landing: { endpoint } }) => endpoint ?? []))];
  const kinds = all.map(({ origin, landing, isForwarded }) => [
    landing.endpoint === undefined ? -1 : endpoints.indexOf(landing.endpoint),
    isForwarded,
    ...pollingFacts(origin),
  ]);
  return { all, endpoints, number: numberOf(JSON.stringify(kinds)), hasOdd: all.some(({ isOdd }) => isOdd) };
}

/** Whether more follows from what a place adds than the chain of services. */
export const isOdd = (added: ContextValues): boolean => "aws:CalledVia" in added && !("aws:ViaAWSService" in added);

/** The keys that a place adds, with those that follow from the services that call each other. */
export function withChain(added: ContextValues): ContextValues {
  const chain = [added["aws:CalledVia"] ?? []].flat();
  const [first, last] = [chain[0], chain.at(-1)];
  return first === undefined || last === undefined ? added : { "aws:CalledViaFirst": first, "aws:CalledViaLast": last, ...added };
}

/** What `canCome` tells apart of origins. */
export const pollingFacts = ({ where, context }: OriginClass): readonly boolean[] => [
  where.kind === "internet" && where.parties.length === 0,
  "kms:ViaService" in context,
];
