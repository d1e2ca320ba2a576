import type { Decision } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import { isWithinAccount } from "../engine/permission.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { isServiceLinkedRole } from "../engine/principal.ts";
import { mayBeRead } from "./reading-mark.ts";
import type { RelevantPolicy } from "./relevance.ts";
import type { Variations } from "./varying.ts";

/** What can vary of the requests for alike actions by one way in, and which of its statements speak of them, by their places. */
export interface AlikeWay {
  readonly testing: readonly number[];
  readonly variations: Variations;
}

/**
 * Everything that decides about requests but for the action and the conditions that hold: the relevant statements in their layers, how
 * directly they name the caller, and what the caller is to the resource. What is found out of one kind counts for all requests of it.
 */
export interface WayKind {
  /** Whether nothing can allow a class of actions, by the first of them. */
  readonly isShut: Map<string, boolean>;
  /** What is alike of the requests for a class of actions, by the first of them. */
  readonly alike: Map<string, AlikeWay>;
  /** Decisions by the first action and what holds. */
  readonly decisions: Map<string, Decision>;
}

/** What a way in is like for one principal and one resource. */
export interface WayFacts {
  readonly request: PreparedRequest;
  readonly layers: Layers;
  /** The policies of each group of layers that have relevant statements. */
  readonly relevant: readonly (readonly RelevantPolicy[])[];
  /** What else decides what requests can carry. */
  readonly carrier: string;
}

/** Finds the kind of a way in. */
export type KindOf = (facts: WayFacts) => WayKind;

const MOST_KINDS = 10_000;

/** Keeps the kinds of ways in apart by all that the engine may tell of them. */
export function wayKinds(): KindOf {
  const ids = new WeakMap<Policy | Statement, number>();
  let next = 0;
  const idOf = (each: Policy | Statement): number => {
    let id = ids.get(each);
    if (id === undefined) ids.set(each, (id = next++));
    return id;
  };
  const kinds = new Map<string, WayKind>();
  return ({ request, layers, relevant, carrier }) => {
    const { principal, resource } = request;
    const hasBoundary = layers.boundary !== undefined;
    let [key, isOfCaller] = [`${carrier} ${factsOf(request)}`, false];
    const add = (statement: Statement) => {
      const { principals, resources, asksForMore } = statement;
      key += `,${idOf(statement).toString()}`;
      if (principals !== undefined) {
        const [certain, possible] = [namesCaller(statement, request, hasBoundary), namesCaller(statement, request, hasBoundary, true)];
        key += `=${certain.toString()}${possible.toString()}`;
        isOfCaller ||= certain !== possible;
      }
      isOfCaller ||= asksForMore;
      if (mayBeRead(statement, request)) key += "!";
      if (resources !== undefined && resources.variables.length > 0) key += reachesResourceOf(statement, request) ? "+" : "~";
    };
    layers.groups.forEach(({ layer, level = -1, policies }, index) => {
      key += `|${layer}${level.toString()}${policies.every(({ allows }) => allows.length === 0) ? "-" : ""}`;
      for (const policy of policies) if (policy.unknown !== undefined) key += `?${idOf(policy).toString()}`;
      for (const { policy, statements } of relevant[index] ?? []) {
        key += `;${idOf(policy).toString()}`;
        statements.forEach(add);
      }
    });
    if (isOfCaller) key += principal.name;
    if (resource.isPattern) key += resource.text;
    let kind = kinds.get(key);
    // Accounts come one after the other, and few kinds are shared between them.
    if (kinds.size > MOST_KINDS) kinds.clear();
    if (kind === undefined) kinds.set(key, (kind = { isShut: new Map(), alike: new Map(), decisions: new Map() }));
    return kind;
  };
}

/** What decides of a request besides its action and the statements over it. */
const factsOf = (request: PreparedRequest): string => {
  const { principal, resource, isKnown, isWildcardOnly, isResourceControlled } = request;
  const isOfService = principal.kind === "service" && isServiceLinkedRole(resource.text);
  const flags = [isWithinAccount(request), principal.isServiceLinked, isOfService, isKnown, isWildcardOnly, isResourceControlled];
  return `${principal.kind} ${flags.map(Number).join("")}`;
};
