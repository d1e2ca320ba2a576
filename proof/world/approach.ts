import { type Layers, withEndpoint } from "../engine/layers.ts";
import type { Policy } from "../engine/policy.ts";
import type { Request } from "../engine/prepare-request.ts";
import { type Principal, parsePrincipal } from "../engine/principal.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { validateRequest } from "../engine/validate-request.ts";
import type { Step } from "../explanation/explain-call.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import { assumptionsOf, type OrganizationFacts } from "./organization-facts.ts";
import type { OrganizationLayers } from "./organization-layers.ts";
import type { Notes } from "./remembered-notes.ts";
import { endpointKeys, organizationKeys, type PlacedRequest } from "./request-keys.ts";
import type { Origin } from "./world-networks.ts";

/** What a place does to every request for an action on a resource. */
export interface Landing {
  /** What it adds. */
  readonly added: ContextValues;
  /** Keys that are unknown because of it. */
  readonly unknown: Readonly<Record<string, string>> | undefined;
  /** The policy of the endpoint that requests pass. */
  readonly endpoint: Policy | undefined;
  readonly assumptions: readonly string[];
}

/** A request as it arrives from one place. */
export interface Arrival {
  readonly context: ContextValues;
  readonly layers: Layers;
}

/** Finds what a place, named as the world names it, does to requests that carry something; undefined for one that the world does not know. */
export type LandingOf = (place: string | undefined, carries: ContextValues, action: string, resource: string) => Landing | undefined;

/** Everything about the requests of one principal for one resource that is the same wherever they come from. */
export interface Approach {
  /** As the engine takes it, with what its principal and its resource add and without what a place adds. */
  readonly request: Request;
  /** The layers of policies but for an endpoint's. */
  readonly layers: Layers;
  readonly assumptions: readonly string[];
  /** The same request from a place. */
  from(landing: Landing): Arrival;
}

/** What requests are approached with. */
export interface ApproachParts {
  readonly facts: OrganizationFacts;
  readonly inventory: DeployedResources;
  readonly stepAnywhere: (placed: PlacedRequest, notes: Omit<Notes, "suspect">) => Step;
  readonly ownerOf: (arn: string) => string | undefined;
}

const NO_ORIGIN: Origin = { context: {}, endpoint: undefined, assumptions: [] };
const ignore = (): void => undefined;

/**
 * Approaches resources for principals. What is asked about one principal or one resource is found out once. The contexts are the caller's to
 * validate. Undefined where the names stand for nothing, or for nobody.
 */
export function approaches({ facts, inventory, stepAnywhere, ownerOf }: ApproachParts): (request: Request) => Approach | undefined {
  const principals = new Map<string, Principal | undefined>();
  const resources = new Map<string, { readonly arn: string; readonly aliasTarget: string | undefined } | undefined>();

  const principalOf = (name: string, action: string): Principal | undefined => {
    if (principals.has(name)) return principals.get(name);
    const { arn } = facts.names.principal(name);
    const isValid = arn !== undefined && validateRequest({ principal: arn, action, resource: "*", context: {} }).length === 0;
    const found = isValid ? parsePrincipal(arn) : undefined;
    principals.set(name, found);
    return found;
  };

  const resourceOf = (name: string, action: string) => {
    if (resources.has(name)) return resources.get(name);
    const { arn } = facts.names.resource(name);
    const aliasTarget = inventory.aliases.get(arn ?? "");
    const isValid = arn !== undefined && validateRequest({ principal: "*", action, resource: arn, aliasTarget, context: {} }).length === 0;
    const found = isValid ? { arn, aliasTarget } : undefined;
    resources.set(name, found);
    return found;
  };

  return (asked) => {
    const principal = principalOf(asked.principal, asked.action);
    const resource = resourceOf(asked.resource, asked.action);
    if (principal === undefined || resource === undefined) return undefined;
    const { arn, aliasTarget } = resource;
    const resolved: Request = {
      ...asked,
      principal: principal.name,
      resource: arn,
      aliasTarget: asked.aliasTarget ?? aliasTarget,
      from: undefined,
    };
    const placed: PlacedRequest = {
      request: resolved,
      principal,
      resourceAccount: asked.resourceAccount ?? ownerOf(arn) ?? principal.account,
    };
    const assumed = new Set<string>([...facts.assumptions, ...assumptionsOf(facts, principal.arn)]);
    const { request, layers: anywhere } = stepAnywhere(placed, { assume: (text) => void assumed.add(text), miss: ignore });
    const keys = new Map<boolean, ContextValues>();
    const keysOf = (added: ContextValues): ContextValues => {
      const hasRegion = added["aws:RequestedRegion"] !== undefined;
      let found = keys.get(hasRegion);
      if (found === undefined) {
        const context = { ...resolved.context, ...added };
        keys.set(hasRegion, (found = organizationKeys({ ...placed, request: { ...resolved, context } }, facts, inventory)));
      }
      return found;
    };
    return {
      request: { ...request, context: { ...keysOf({}), ...resolved.context } },
      layers: anywhere,
      assumptions: [...assumed],
      from: ({ added, endpoint }) => ({
        context: { ...keysOf(added), ...resolved.context, ...added },
        layers: withEndpoint(anywhere, endpoint),
      }),
    };
  };
}

/** Finds what places do to requests. */
export function landings(
  facts: Pick<OrganizationFacts, "originOf" | "id" | "memberships">,
  layers: Pick<OrganizationLayers, "endpoint">,
): LandingOf {
  return (place, carries, action, resource) => {
    const origin = place === undefined ? NO_ORIGIN : facts.originOf(place, action, resource);
    if ("problem" in origin) return undefined;
    const further = new Set<string>(origin.assumptions);
    const endpoint = layers.endpoint(origin, { assume: (text) => void further.add(text), miss: ignore, suspect: ignore });
    const added = { ...origin.context, ...carries };
    return { added: { ...added, ...endpointKeys(added, action, facts) }, unknown: origin.unknown, endpoint, assumptions: [...further] };
  };
}
