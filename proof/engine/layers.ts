import { compilePolicy, opaquePolicy, type Policy } from "./policy.ts";
import type { PolicyDocument } from "./policy-document.ts";

/** The layers of policies that AWS puts over a request, by what a scenario calls them. */
export type Layer = "identity" | "boundary" | "session" | "resource" | "endpoint" | "serviceControl" | "resourceControl";

/** Every layer, in the order in which a Deny is looked for. */
export const LAYERS: readonly Layer[] = ["serviceControl", "resourceControl", "endpoint", "boundary", "session", "resource", "identity"];

/** A policy that is there and whose text is unknown: what would say it, and where. */
export interface OpaqueDocument {
  readonly unknown: string;
}

/** A policy as it stands in JSON, or one whose text is unknown. */
export type LayerDocument = PolicyDocument | OpaqueDocument;

/**
 * The documents over one request. `identity` are the caller's own, inline and managed; `resource` is the policy of the table, key, role
 * (its trust policy) or whatever else is asked for; `endpoint` that of the VPC endpoint the request goes through. `serviceControl` holds,
 * from the root to the caller's account, the SCPs of each level, and is absent when the caller is in no organization or in the management
 * account; `resourceControl` likewise the RCPs over the account that owns the resource.
 */
export interface LayerDocuments<D extends LayerDocument = LayerDocument> {
  readonly identity?: readonly D[] | undefined;
  readonly boundary?: readonly D[] | undefined;
  readonly session?: D | undefined;
  readonly resource?: D | undefined;
  readonly endpoint?: D | undefined;
  readonly serviceControl?: readonly (readonly D[])[] | undefined;
  readonly resourceControl?: readonly (readonly D[])[] | undefined;
}

/** Policies that stand side by side: one layer, or one level of a layer that has levels. */
export interface PolicyGroup {
  readonly layer: Layer;
  /** The level from the root down, from 0; absent where a layer has none. */
  readonly level: number | undefined;
  readonly policies: readonly Policy[];
}

/** Layers made ready for any number of decisions; compiled policies may be shared between them. */
export interface Layers {
  /** In the order of LAYERS; what is absent does not restrict, and grants nothing. */
  readonly groups: readonly PolicyGroup[];
  readonly identity: readonly Policy[];
  /** An empty list is no boundary. */
  readonly boundary: readonly Policy[] | undefined;
  readonly session: Policy | undefined;
  readonly resource: Policy | undefined;
  /** Whether the text of any of the policies is unknown, or asks for what may be unknown of the caller. */
  readonly hasUnknown: boolean;
}

/** Compiled policies by layer, for callers that keep them and put them together in many ways. */
export interface LayerPolicies {
  readonly identity?: readonly Policy[] | undefined;
  readonly boundary?: readonly Policy[] | undefined;
  readonly session?: Policy | undefined;
  readonly resource?: Policy | undefined;
  readonly endpoint?: Policy | undefined;
  readonly serviceControl?: readonly (readonly Policy[])[] | undefined;
  readonly resourceControl?: readonly (readonly Policy[])[] | undefined;
}

/** Puts compiled policies over each other. */
export function arrangeLayers(policies: LayerPolicies): Layers {
  const { identity = [], session, resource, endpoint, serviceControl = [], resourceControl = [] } = policies;
  const boundary = policies.boundary?.length === 0 ? undefined : policies.boundary;
  const single = (layer: Layer, group: readonly Policy[]): PolicyGroup => ({ layer, level: undefined, policies: group });
  const groups: Record<Layer, readonly PolicyGroup[]> = {
    serviceControl: serviceControl.map((group, level) => ({ layer: "serviceControl", level, policies: group })),
    resourceControl: resourceControl.map((group, level) => ({ layer: "resourceControl", level, policies: group })),
    endpoint: endpoint === undefined ? [] : [single("endpoint", [endpoint])],
    boundary: boundary === undefined ? [] : [single("boundary", boundary)],
    session: session === undefined ? [] : [single("session", [session])],
    resource: resource === undefined ? [] : [single("resource", [resource])],
    identity: [single("identity", identity)],
  };
  const inOrder = LAYERS.flatMap((layer) => groups[layer]);
  return { groups: inOrder, identity, boundary, session, resource, hasUnknown: hasUnknownIn(inOrder) };
}

const hasUnknownIn = (groups: readonly PolicyGroup[]): boolean =>
  groups.some(({ policies }) => policies.some(({ unknown, asksForMore }) => unknown !== undefined || asksForMore));

/** The same layers for a resource that has another policy of its own. */
export function withResourcePolicy(layers: Layers, resource: Policy): Layers {
  const groups = layers.groups.map((group) => (group.layer === "resource" ? { ...group, policies: [resource] } : group));
  return { ...layers, groups, resource, hasUnknown: hasUnknownIn(groups) };
}

/** The same layers for a request that passes an endpoint; without one, they stay as they are. */
export function withEndpoint(layers: Layers, endpoint: Policy | undefined): Layers {
  if (endpoint === undefined) return layers;
  const group: PolicyGroup = { layer: "endpoint", level: undefined, policies: [endpoint] };
  const before = layers.groups.filter(({ layer }) => layer === "serviceControl" || layer === "resourceControl");
  const after = layers.groups.slice(before.length).filter(({ layer }) => layer !== "endpoint");
  const groups = [...before, group, ...after];
  return { ...layers, groups, hasUnknown: hasUnknownIn(groups) };
}

/** The same layers for a session that a policy was passed for; without one, they stay as they are. */
export function withSession(layers: Layers, session: Policy | undefined): Layers {
  if (session === undefined) return layers;
  const group: PolicyGroup = { layer: "session", level: undefined, policies: [session] };
  const others = layers.groups.filter(({ layer }) => layer !== "session");
  const later = others.findIndex(({ layer }) => LAYERS.indexOf(layer) > LAYERS.indexOf("session"));
  const groups = later === -1 ? [...others, group] : others.toSpliced(later, 0, group);
  return { ...layers, groups, session, hasUnknown: hasUnknownIn(groups) };
}

/** The same layers with other policies in some places. */
export function withPolicies(layers: Layers, other: (layer: Layer, policy: Policy) => Policy): Layers {
  const replaced = (layer: Layer, policies: readonly Policy[]) => policies.map((policy) => other(layer, policy));
  const groups = layers.groups.map((group) => ({ ...group, policies: replaced(group.layer, group.policies) }));
  const boundary = layers.boundary === undefined ? undefined : replaced("boundary", layers.boundary);
  const resource = layers.resource === undefined ? undefined : other("resource", layers.resource);
  return { ...layers, groups, identity: replaced("identity", layers.identity), boundary, resource, hasUnknown: hasUnknownIn(groups) };
}

/** The same layers for a resource that has no policy of its own. */
export function withoutResourcePolicy(layers: Layers): Layers {
  return { ...layers, groups: layers.groups.filter(({ layer }) => layer !== "resource"), resource: undefined };
}

function compile(document: LayerDocument, name: string): Policy {
  return "unknown" in document ? opaquePolicy(name, document.unknown) : compilePolicy(document, name);
}

/** Reads valid documents once and puts them over each other; policies are named by their place, from 1. */
export function compileLayers(documents: LayerDocuments): Layers {
  const list = (group: readonly LayerDocument[] | undefined) => group?.map((document, index) => compile(document, String(index + 1)));
  const single = (document: LayerDocument | undefined) => (document === undefined ? undefined : compile(document, "1"));
  return arrangeLayers({
    identity: list(documents.identity),
    boundary: list(documents.boundary),
    session: single(documents.session),
    resource: single(documents.resource),
    endpoint: single(documents.endpoint),
    serviceControl: documents.serviceControl?.map((level) => list(level) ?? []),
    resourceControl: documents.resourceControl?.map((level) => list(level) ?? []),
  });
}
