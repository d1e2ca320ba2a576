import type { Catalogue } from "../../iam/catalogue.ts";
import type { Layers, PolicyGroup } from "../engine/layers.ts";
import type { Statement } from "../engine/policy.ts";
import { mustBeNamedBy, type PreparedRequest, prepareRequest } from "../engine/prepare-request.ts";
import type { Approach } from "../world/approach.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { ActionClasses, AlikeActions } from "./action-classes.ts";
import { askedUnknown, layersAtWorst } from "./at-worst.ts";
import { carrierOf } from "./impossible.ts";
import type { Way } from "./places.ts";
import type { PrincipalClass } from "./principals.ts";
import { isClosed, type Relevance, type RelevantPolicy } from "./relevance.ts";
import type { ResourceClass } from "./resources.ts";
import type { KindOf } from "./way-kind.ts";

/** The requests of one principal for one resource, and what is the same about all of them. */
export interface Pair {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly actions: ActionClasses;
  readonly approach: Approach;
  readonly prepared: PreparedRequest;
  /** What lies over them wherever they come from. */
  readonly anywhere: Way;
  /** What lies over them by one way in. */
  readonly wayThrough: (layers: Layers) => Way;
}

/** What pairs are made in. */
export interface PairSurroundings {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
  readonly kindOf: KindOf;
}

/** Makes a pair; undefined where such requests cannot be made. */
export function pairOf(
  { world, catalogue, now, kindOf }: PairSurroundings,
  { principal, resource, actions, relevance }: Pick<Pair, "principal" | "resource" | "actions"> & { readonly relevance: Relevance },
): Pair | undefined {
  const approach = world.approach({
    principal: principal.principal,
    action: actions.all[0]?.name ?? "",
    resource: resource.arn,
    context: { ...principal.carries, ...resource.carries },
  });
  if (approach === undefined) return undefined;
  const lying = (layers: Layers) => layersAtWorst(layers, resource);
  const layers = lying(approach.layers);
  const unknown = askedUnknown(approach.request.unknown, layers);
  const prepared = prepareRequest({ ...approach.request, unknown }, { catalogue, now });
  const inGroup = new Map<PolicyGroup, readonly RelevantPolicy[]>();
  const relevantIn = (group: PolicyGroup): readonly RelevantPolicy[] => {
    let found = inGroup.get(group);
    if (found === undefined) inGroup.set(group, (found = relevance.in(group, prepared)));
    return found;
  };
  const ways = new Map<Layers, Way>();
  const wayOf = (given: Layers, found: Layers): Way => {
    const relevant = found.groups.map(relevantIn);
    const way = {
      kind: kindOf({ request: prepared, layers: found, relevant, carrier: `${carrierOf(principal)} ${resource.type}` }),
      layers: found,
      statements: [...new Set(relevant.flatMap((policies) => policies.flatMap(({ statements }) => statements)))],
      unknown: askedUnknown(approach.request.unknown, found),
    };
    ways.set(given, way);
    return way;
  };
  const anywhere = wayOf(approach.layers, layers);
  const wayThrough = (given: Layers): Way => ways.get(given) ?? wayOf(given, lying(given));
  return { principal, resource, actions, approach, prepared, anywhere, wayThrough };
}

/** Finds out whether nothing can allow alike actions, whatever the requests carry and wherever they come from. */
export function closing({ anywhere, actions, prepared }: Pair): (alike: AlikeActions) => boolean {
  const { kind, layers, statements } = anywhere;
  const relevant = new Set(statements);
  return (alike) => {
    const { name } = alike.first;
    const known = kind.isShut.get(name);
    if (known !== undefined) return known;
    const isTesting = (statement: Statement) => relevant.has(statement) && actions.isReached(statement, alike);
    const found = isClosed(withAction(prepared, name), layers, isTesting);
    kind.isShut.set(name, found);
    return found;
  };
}

/** The same request for another action on the same resource. */
export const withAction = (prepared: PreparedRequest, action: string): PreparedRequest => ({
  ...prepared,
  request: { ...prepared.request, action },
  action: action.toLowerCase(),
  mustBeNamedBy: mustBeNamedBy(action),
});
