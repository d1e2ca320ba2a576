import type { Catalogue } from "../../iam/catalogue.ts";
import type { Layers } from "../engine/layers.ts";
import { mustBeNamedBy, type PreparedRequest, prepareRequest } from "../engine/prepare-request.ts";
import type { Approach } from "../world/approach.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { askedUnknown, layersAtWorst } from "./at-worst.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";

/** The requests of one principal for one resource, and what is the same about all of them. */
export interface Pair {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly approach: Approach;
  /** The layers wherever they come from, with what nobody declared at its worst. */
  readonly layers: Layers;
  readonly prepared: PreparedRequest;
}

/** What pairs are made in. */
export interface PairSurroundings {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
}

/** Makes a pair, by one of its actions; undefined where such requests cannot be made. */
export function pairOf(
  { world, catalogue, now }: PairSurroundings,
  { principal, resource }: Pick<Pair, "principal" | "resource">,
  action: string,
): Pair | undefined {
  const approach = world.approach({
    principal: principal.principal,
    action,
    resource: resource.arn,
    context: { ...principal.carries, ...resource.carries },
  });
  if (approach === undefined) return undefined;
  const layers = layersAtWorst(approach.layers, resource);
  const unknown = askedUnknown(approach.request.unknown, layers);
  const prepared = prepareRequest({ ...approach.request, unknown }, { catalogue, now });
  return { principal, resource, approach, layers, prepared };
}

/** The same request for another action on the same resource. */
export const withAction = (prepared: PreparedRequest, action: string): PreparedRequest => ({
  ...prepared,
  request: { ...prepared.request, action },
  action: action.toLowerCase(),
  mustBeNamedBy: mustBeNamedBy(action),
});
