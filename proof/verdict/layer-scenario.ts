import type { LayerVerdict } from "../classes/layers/judge-layer.ts";
import type { LayerClass } from "../classes/layers/layer-classes.ts";
import { isBeyondPolicies } from "../engine/beyond-policies.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import type { Policy } from "../engine/policy.ts";
import { asList, type PolicyDocument } from "../engine/policy-document.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { Readings } from "../engine/readings.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { PolicyLayer } from "../intent/layers/layer-subject.ts";
import type { ScenarioDocument } from "../scenario/scenario-schema.ts";

/** What one layer does with a class of requests. */
export interface JudgedByLayer {
  readonly about: string;
  readonly example: LayerClass;
  readonly verdict: LayerVerdict;
  readonly readings?: Partial<Readings> | undefined;
}

/**
 * The scenario of what one layer alone does with a request: the layer's documents by themselves, and every other layer allowing everything.
 * Under permissions of its own a resource's policy that names the caller would allow by itself; there it leaves the request to them.
 * @param documentOf the document of a policy of the layer
 */
export function layerScenarioOf(
  { about: name, example, verdict, readings }: JudgedByLayer,
  documentOf: (policy: Policy) => PolicyDocument | undefined,
): ScenarioDocument {
  const { question, request, about } = example;
  const { layer } = question.asked;
  const documents = question.policies.flatMap((policy) => documentOf(policy) ?? []).filter(({ Statement }) => asList(Statement).length > 0);
  const { principal, action, resource, context } = request.request;
  return {
    name,
    request: {
      principal,
      action,
      resource,
      context: contextOf({ ...context, "aws:CurrentTime": about.at.toISOString() }),
    },
    policies: policiesOf(layer, documents, request),
    ...(readings === undefined ? {} : { readings }),
    expect: expectationOf(layer, verdict),
  };
}

/** A context as scenario files write it: each key once, whatever its case, as the engine reads it. */
function contextOf(context: ContextValues): ScenarioDocument["request"]["context"] {
  const byKey = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), [key, typeof value === "string" ? value : [...value]] as const]),
  );
  return Object.fromEntries(byKey.values());
}

/**
 * Whether a scenario shows what a layer alone does with a class: where AWS lets callers do something whatever policies say, no decision shows
 * what a policy says of it.
 */
export const hasScenario = ({ request }: LayerClass): boolean => !isBeyondPolicies(request, { groups: [] });

type Policies = NonNullable<ScenarioDocument["policies"]>;

function policiesOf(layer: PolicyLayer, documents: readonly PolicyDocument[], request: PreparedRequest): Policies {
  const open: Policies = { identity: [EVERYTHING], ...(needsResourceGrant(request) ? { resource: openTo("*", request) } : {}) };
  switch (layer) {
    case "identity":
      return {
        ...open,
        identity: [...documents],
        ...(needsResourceGrant(request) ? { resource: openTo(accountOf(request), request) } : {}),
      };
    case "endpoint":
      return { ...open, endpoint: documents[0] ?? NOTHING };
    case "serviceControl":
      return { ...open, serviceControl: [[EVERYTHING, ...documents]] };
    case "resourceControl":
      return { ...open, resourceControl: [[FULL_CONTROL, ...documents]] };
    case "resource":
    case "trust":
      return { identity: [EVERYTHING], resource: documents[0] };
  }
}

const EVERYTHING: PolicyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** What AWS attaches to every node of an organization. */
const FULL_CONTROL: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** An endpoint's policy that has lost its last statement. AWS takes none without statements. */
const NOTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", NotAction: "*", Resource: "*" }],
};

/** A resource's policy, of the kind that the action asks for, that lets a principal do everything. */
function openTo(principal: "*" | { readonly AWS: string }, { action, mustBeNamedBy }: PreparedRequest): PolicyDocument {
  const statement = { Effect: "Allow" as const, Principal: principal, Action: `${action.split(":")[0] ?? ""}:*` };
  return { Version: "2012-10-17", Statement: [mustBeNamedBy === "trust-policy" ? statement : { ...statement, Resource: "*" }] };
}

/** The caller's account; everybody where it is of none. */
const accountOf = ({ principal: { account } }: PreparedRequest): "*" | { readonly AWS: string } =>
  account === undefined ? "*" : { AWS: account };

function expectationOf(layer: PolicyLayer, { effect, statement }: LayerVerdict): ScenarioDocument["expect"] {
  const place = layer === "trust" ? "resource" : layer;
  const by = statement?.sid === undefined ? place : `${place}:${statement.sid}`;
  if (effect === "denied") return { decision: statement === undefined ? "implicitly-denied" : "explicitly-denied", by };
  // Of what allows, explanations name the permissions and the resource's policy.
  return { decision: "allowed", ...(statement === undefined || layer === "endpoint" ? {} : { by }) };
}
