import type { Layers } from "../engine/layers.ts";
import { isForwardedIn, type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { askedUnknown, layersAtWorst } from "./at-worst.ts";
import { SAYS_WHO_CALLS } from "./condition-sources.ts";
import type { OriginClass } from "./origins.ts";
import type { Pair } from "./pair.ts";
import { type Spot, withChain } from "./spots.ts";
import type { Variation } from "./varying.ts";

/** Where requests of one principal for one resource come from, one place for all that no policy tells apart. */
export interface Place {
  readonly origin: OriginClass;
  readonly layers: Layers;
  /** The request without what varies by itself. */
  readonly request: Request;
  /** The same as far as statements read it. */
  readonly prepared: PreparedRequest;
}

/** The requests of a pair from one of its places. */
export function placeOf({ approach, resource, prepared }: Pair, { origin, landing, isOdd }: Spot, surroundings: Surroundings): Place {
  const arrival = approach.from(landing);
  const layers = layersAtWorst(arrival.layers, resource);
  const unknown = askedUnknown({ ...approach.request.unknown, ...landing.unknown }, layers);
  const request: Request = { ...approach.request, context: arrival.context, unknown };
  const isAsUnknown = Object.keys(unknown ?? {}).length === Object.keys(prepared.request.unknown ?? {}).length;
  const context =
    !isOdd && isAsUnknown ? prepared.context.further(withChain(landing.added)) : prepareRequest(request, surroundings).context;
  return {
    origin,
    layers,
    request,
    prepared: { ...prepared, context, isForwarded: isForwardedIn(context), hasUnknown: unknown !== undefined },
  };
}

/** Whether what varies says who the caller is, so that its requests have to be read one by one. */
export const saysMoreOfCaller = ({ isPlain, changes }: Variation): boolean =>
  !isPlain && Object.keys(changes).some((key) => SAYS_WHO_CALLS.has(key));

/** The requests from a place for an action with what varies, as the engine takes them. */
export function variedBy({ prepared, request }: Place, action: string, variation: Variation, surroundings: Surroundings): PreparedRequest {
  if (variation.isPlain) return prepared;
  if (saysMoreOfCaller(variation)) return exampleOf({ request }, action, variation, surroundings);
  return { ...prepared, context: prepared.context.further(variation.changes) };
}

/** One request, read as any other. */
export function exampleOf(
  { request: { context, ...request } }: Pick<Place, "request">,
  action: string,
  { at, carried }: Variation,
  { catalogue }: Pick<Surroundings, "catalogue">,
): PreparedRequest {
  return prepareRequest({ ...request, action, context: { ...context, ...carried } }, { catalogue, now: at });
}
