import { reachesAction } from "../engine/action-matcher.ts";
import { isBeyondPolicies } from "../engine/beyond-policies.ts";
import { exemption } from "../engine/binding.ts";
import type { Condition } from "../engine/condition.ts";
import { decidingCheck, type Outcome } from "../engine/decide.ts";
import { type LayerPlace, lackingLayers } from "../engine/lacking-layers.ts";
import type { Layer, Layers, PolicyGroup } from "../engine/layers.ts";
import { applies, namesCaller, type Policy, reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import { notesOn } from "./explanation-notes.ts";

/** A condition with what the request brings for its key; null where the key is missing or unknown. */
export interface SeenCondition {
  readonly operator: string;
  readonly key: string;
  readonly expected: readonly string[];
  readonly got: readonly string[] | null;
  readonly isUnknown?: true;
}

/** A place in the layers: a layer or a level of it, and in it a policy and a statement. */
export interface LayerReference {
  readonly layer: Layer;
  /** The level of an SCP or RCP, 1 at the root. */
  readonly level?: number;
}

/** A statement, with its conditions as the request met them. */
export interface StatementReference extends LayerReference {
  readonly policy: string;
  /** Its place in the policy, from 1. */
  readonly statement: number;
  readonly sid?: string;
  readonly conditions: readonly SeenCondition[];
}

/** A statement that would have applied but for one element. */
export interface NearMiss extends LayerReference {
  readonly policy: string;
  readonly statement: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly element: "action" | "principal" | "resource" | "condition";
  /** The conditions that failed, where it was they. */
  readonly failed: readonly SeenCondition[];
}

/** Something unknown that a decision turns on, and the first place where it does; without a statement where the policy's text is unknown. */
export interface UnknownReference extends LayerReference {
  readonly what: string;
  readonly policy: string;
  readonly statement?: number;
  readonly sid?: string;
}

/** A decision with everything that led to it. Plain data, as `--json` prints it. */
export interface Explanation {
  readonly decision: Outcome;
  /** What decided: a Deny, the layer that lacks an Allow, or the Allow. */
  readonly by: LayerReference | StatementReference;
  /** Every Deny that applies. */
  readonly denials: readonly StatementReference[];
  /** Every layer, or level, that would have to allow and does not. */
  readonly missing: readonly LayerReference[];
  /** The Allows of identity and resource policy that apply. */
  readonly grants: readonly StatementReference[];
  readonly nearMisses: readonly NearMiss[];
  /** What a decision turns on that is unknown; empty for every other. */
  readonly unknowns: readonly UnknownReference[];
  /** The layers that are there and do not bind this request. */
  readonly notBinding: readonly { readonly layer: Layer; readonly because: string }[];
  /** What was taken for granted, and what AWS leaves open. */
  readonly notes: readonly string[];
}

/** Decides a request and says why, looking at every layer where `decide` stops at the first. */
export function explain(asked: PreparedRequest, over: Layers): Explanation {
  const { request, layers, decision } = decidingCheck(asked, over);
  const { outcome, by, unknowns } = decision;
  const binding = layers.groups.filter(({ layer }) => exemption(layer, request) === undefined);
  const hasBoundary = layers.boundary !== undefined;
  const missing = outcome === "allowed" || isBeyondPolicies(request, layers) ? [] : lackingLayers(request, layers);
  return {
    decision: outcome,
    by:
      by.policy === undefined || by.statement === undefined
        ? place({ layer: by.layer, level: by.level })
        : refer(by, by.policy, by.statement, request),
    denials: binding.flatMap((group) => applying(group, "denies", request, hasBoundary)),
    missing: missing.map(place),
    grants: binding
      .filter(({ layer }) => layer === "identity" || layer === "resource")
      .flatMap((group) => applying(group, "allows", request, hasBoundary)),
    nearMisses: nearMisses(request, outcome, binding, missing, hasBoundary),
    unknowns: unknowns.map(({ what, layer, level, policy, statement }) => ({
      what,
      ...place({ layer, level }),
      ...(statement === undefined ? { policy: policy.name } : name(policy, statement)),
    })),
    notBinding: exemptions(request, layers),
    notes: notesOn(request, layers),
  };
}

function place({ layer, level }: LayerPlace): LayerReference {
  return level === undefined ? { layer } : { layer, level: level + 1 };
}

function name(policy: Policy, { index, sid }: Statement): { readonly policy: string; readonly statement: number; readonly sid?: string } {
  return { policy: policy.name, statement: index + 1, ...(sid === undefined ? {} : { sid }) };
}

function refer(
  at: Pick<PolicyGroup, "layer" | "level">,
  policy: Policy,
  statement: Statement,
  request: PreparedRequest,
): StatementReference {
  return { ...place(at), ...name(policy, statement), conditions: statement.conditions.map((condition) => seen(condition, request)) };
}

function seen({ operator, key, expected, lowerCaseKey }: Condition, { context }: PreparedRequest): SeenCondition {
  const isUnknown = context.unknown(lowerCaseKey) !== undefined;
  return { operator, key, expected, got: context.values(lowerCaseKey) ?? null, ...(isUnknown ? { isUnknown } : {}) };
}

function applying(group: PolicyGroup, list: "denies" | "allows", request: PreparedRequest, hasBoundary: boolean): StatementReference[] {
  return group.policies.flatMap((policy) =>
    policy[list]
      .filter((statement) => applies(statement, request, hasBoundary))
      .map((statement) => refer(group, policy, statement, request)),
  );
}

function exemptions(request: PreparedRequest, { groups }: Layers): Explanation["notBinding"] {
  const there = new Set(groups.filter(({ policies }) => policies.length > 0).map(({ layer }) => layer));
  return [...there].flatMap((layer) => {
    const because = exemption(layer, request);
    return because === undefined ? [] : [{ layer, because }];
  });
}

/** Where access is missing, the Allows that nearly gave it; where it is given, the Denies that only a condition kept from applying. */
function nearMisses(
  request: PreparedRequest,
  outcome: Outcome,
  binding: readonly PolicyGroup[],
  missing: readonly LayerPlace[],
  hasBoundary: boolean,
): NearMiss[] {
  if (outcome === "allowed") {
    return binding.flatMap((group) => missesOf(group, "denies", request, hasBoundary)).filter(({ element }) => element === "condition");
  }
  const isMissing = (group: PolicyGroup) => missing.some(({ layer, level }) => layer === group.layer && level === group.level);
  return binding.filter(isMissing).flatMap((group) => missesOf(group, "allows", request, hasBoundary));
}

function missesOf(group: PolicyGroup, list: "denies" | "allows", request: PreparedRequest, hasBoundary: boolean): NearMiss[] {
  return group.policies.flatMap((policy) =>
    policy[list].flatMap((statement) => {
      const element = onlyFailure(statement, request, hasBoundary);
      if (element === undefined) return [];
      const failed = element === "condition" ? statement.conditions.filter(({ holds }) => !holds(request.context)) : [];
      const effect = list === "denies" ? ("Deny" as const) : ("Allow" as const);
      return [
        { ...place(group), ...name(policy, statement), effect, element, failed: failed.map((condition) => seen(condition, request)) },
      ];
    }),
  );
}

/** The one element that keeps a statement from applying; undefined when it applies or when several do. */
function onlyFailure(statement: Statement, request: PreparedRequest, hasBoundary: boolean): NearMiss["element"] | undefined {
  const failures: NearMiss["element"][] = [];
  if (!reachesAction(statement.actions, request.action)) failures.push("action");
  if (namesCaller(statement, request, hasBoundary) === GRANT.none) failures.push("principal");
  if (!reachesResourceOf(statement, request)) failures.push("resource");
  if (!statement.conditions.every(({ holds }) => holds(request.context))) failures.push("condition");
  return failures.length === 1 ? failures[0] : undefined;
}
