import type { DecidedClass } from "../classes/decided-class.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { Asked, Carried } from "../intent/subject.ts";

/** A class of requests in the declaration's terms. */
export function askedOf(decided: DecidedClass): Asked {
  const { principal, resource, origin, actions, at, carried } = decided;
  return {
    who: principal.who,
    action: actions[0] ?? "",
    what: resource.what,
    // A role lies in no region: the endpoint of STS says one.
    region: resource.service === "sts" ? (decided.requestedRegion ?? "") : resource.region,
    where: origin.where,
    at,
    carried: carriedOf(principal.carries, carried),
  };
}

const NOTHING: Carried = new Map();

/** What a request carries because of its principal and besides, as intent asks for it. */
function carriedOf(carries: ContextValues, besides: ContextValues): Carried {
  const pairs = [...Object.entries(carries), ...Object.entries(besides)];
  if (pairs.length === 0) return NOTHING;
  return new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const));
}
