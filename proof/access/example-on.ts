import { type DecidedClass, worldRequest } from "../classes/decided-class.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { Layers } from "../engine/layers.ts";
import { type PreparedRequest, prepareRequest } from "../engine/prepare-request.ts";
import type { AskedWorld } from "./asked-world.ts";
import type { Pair } from "./collect-accesses.ts";

/** A request with the policies over it, which explain what becomes of it. */
export interface Example {
  readonly request: PreparedRequest;
  readonly layers: Layers;
}

/** The same request in another organization; undefined where that does not have the origin, or cannot be asked. */
export function exampleOn(
  { world, catalogue }: AskedWorld,
  { principal, resource }: Pair,
  origin: OriginClass | undefined,
  { actions: [action = ""], at, carried }: DecidedClass,
): Example | undefined {
  if (origin === undefined) return undefined;
  const situation = world.situate(worldRequest({ principal, resource, origin, carried }, action));
  if ("problems" in situation) return undefined;
  const [{ request, layers }] = situation.steps;
  return { request: prepareRequest(request, { catalogue, now: at }), layers };
}
