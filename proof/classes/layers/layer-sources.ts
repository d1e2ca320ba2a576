import type { Partition } from "../../../iam/arn.ts";
import type { Catalogue } from "../../../iam/catalogue.ts";
import type { Action } from "../../../iam/catalogue-entries.ts";
import type { Layers } from "../../engine/layers.ts";
import type { Policy } from "../../engine/policy.ts";
import type { Request } from "../../engine/prepare-request.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import type { Intended } from "../../intent/intended.ts";
import type { AskedLayer } from "../../intent/layers/layer-expectation.ts";
import type { LayerFacts } from "../../intent/layers/layer-subject.ts";
import type { Approach } from "../../world/approach.ts";
import type { OrganizationWorld } from "../../world/organization-world.ts";
import { actsOn } from "../impossible.ts";
import type { PrincipalClass } from "../principals.ts";
import type { LayerOriginsFor } from "./layer-origins.ts";
import type { LayerPrincipals } from "./layer-principals.ts";
import type { LayerResource } from "./layer-question.ts";
import type { LayerResources } from "./layer-resources.ts";

/** What layers are asked in. */
export interface LayerSubject {
  readonly intended: Intended;
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly partition: Partition;
  readonly facts: LayerFacts;
}

/** What questions are made from. */
export interface QuestionSources extends LayerSubject {
  readonly resources: LayerResources;
  readonly principals: LayerPrincipals;
  readonly originsFor: LayerOriginsFor;
}

/** The documents of the layer that stacks make, and the keys that every request carries. */
export function layersAt(
  { world }: Pick<LayerSubject, "world">,
  { layer }: AskedLayer,
  { principal, carries }: PrincipalClass,
  { arn }: LayerResource,
  action: Action | undefined,
  from?: string,
): { readonly policies: readonly Policy[]; readonly context: ContextValues } | undefined {
  if (action === undefined) return undefined;
  const asked = { principal, action: action.name, resource: arn, context: carries };
  const found = from === undefined ? world.approach(asked) : situated(world, { ...asked, from });
  return found === undefined ? undefined : { policies: ownIn(world, found.layers, layer), context: found.request.context };
}

function situated(world: OrganizationWorld, request: Request): Pick<Approach, "request" | "layers"> | undefined {
  const situation = world.situate(request);
  return "problems" in situation ? undefined : situation.steps[0];
}

/** The policies of a layer that a stack carries. */
function ownIn(world: OrganizationWorld, { groups }: Layers, layer: AskedLayer["layer"]): Policy[] {
  const engineLayer = layer === "trust" ? "resource" : layer;
  return groups
    .filter((group) => group.layer === engineLayer)
    .flatMap(({ policies }) => policies)
    .filter(({ name }) => world.carrierOf(name)?.startsWith("urn:") === true);
}

/** The actions to ask about at a resource: one list for all resources that are asked about alike. */
export function actionsAt(catalogue: Catalogue, { service, type, actions, arn }: LayerResource): readonly Action[] {
  const key = actions?.join() ?? `${service} ${type} ${String(arn.includes(":role/aws-service-role/"))}`;
  let known = ACTIONS.get(catalogue);
  if (known === undefined) ACTIONS.set(catalogue, (known = new Map<string, readonly Action[]>()));
  let found = known.get(key);
  if (found === undefined) {
    found = actions?.flatMap((name) => catalogue.action(name) ?? []) ?? actionsOfType(catalogue, service, type, arn);
    known.set(key, found);
  }
  return found;
}

function actionsOfType(catalogue: Catalogue, service: string, type: string, arn: string): readonly Action[] {
  const all = catalogue.actionsOf(service);
  return type === ""
    ? all.filter(({ isWildcardOnly }) => isWildcardOnly)
    : all.filter((action) => actsOn(action, arn) && action.resources.some(({ name }) => name === type));
}

const ACTIONS = new WeakMap<Catalogue, Map<string, readonly Action[]>>();
