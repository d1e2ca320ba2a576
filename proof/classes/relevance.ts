import { exemption } from "../engine/binding.ts";
import type { Layers, PolicyGroup } from "../engine/layers.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import { mayBeRead } from "./reading-mark.ts";

/** A policy with those of its statements that can match some action of a principal for a resource. */
export interface RelevantPolicy {
  readonly policy: Policy;
  readonly statements: readonly Statement[];
}

/** Finds the statements that can match some action of a principal for one resource. */
export interface Relevance {
  /** The policies of a group that have some. */
  in(group: PolicyGroup, request: PreparedRequest): readonly RelevantPolicy[];
}

/** Keys of variables that principal and resource decide. */
const OF_PAIR = /^aws:(?:principal|resource|userid|username)/;

/** Whether the resource that a statement speaks of depends on more than principal and resource. */
export const speaksOfPlace = ({ resources }: Statement): boolean => resources?.variables.some(({ key }) => !OF_PAIR.test(key)) === true;

/** Finds what is relevant at one resource. What does not depend on the principal is found once. */
export function relevanceAt(): Relevance {
  const atResource = new Map<Policy, readonly Statement[]>();
  const mayReach = (statement: Statement, request: PreparedRequest): boolean =>
    speaksOfPlace(statement) || reachesResourceOf(statement, request, true) || mayBeRead(statement, request);
  const isOpen = ({ resources }: Statement) => resources !== undefined && resources.variables.length > 0;
  const isRelevant = (statement: Statement, request: PreparedRequest): boolean =>
    (statement.principals === undefined || namesCaller(statement, request, false, true) !== GRANT.none || mayBeRead(statement, request)) &&
    (!isOpen(statement) || mayReach(statement, request));
  return {
    in: ({ policies }, request) => {
      const found: RelevantPolicy[] = [];
      for (const policy of policies) {
        let reaching = atResource.get(policy);
        if (reaching === undefined) {
          reaching = [...policy.denies, ...policy.allows].filter((each) => isOpen(each) || mayReach(each, request));
          atResource.set(policy, reaching);
        }
        const statements = reaching.filter((each) => isRelevant(each, request));
        if (statements.length > 0) found.push({ policy, statements });
      }
      return found;
    },
  };
}

/** Whether a statement matches its actions of this principal for this resource for certain, whatever else the request carries and however it is read. */
const isCertain = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): boolean =>
  statement.conditions.length === 0 &&
  namesCaller(statement, request, hasBoundary) !== GRANT.none &&
  reachesResourceOf(statement, request) &&
  !mayBeRead(statement, request);

/**
 * Whether nothing can allow the request whatever it carries and wherever it comes from: a Deny without conditions applies, or no Allow
 * reaches it where one is needed. The policies of endpoints are left out of account.
 * @param isTesting whether a statement is relevant and speaks of the action
 */
export function isClosed(request: PreparedRequest, layers: Layers, isTesting: (statement: Statement) => boolean): boolean {
  const hasBoundary = layers.boundary !== undefined;
  const mayAllow = ({ allows, unknown }: Policy) => unknown !== undefined || allows.some(isTesting);
  const resourceAllows = layers.resource !== undefined && mayAllow(layers.resource);
  if (!resourceAllows) {
    if (needsResourceGrant(request)) return true;
    if (request.principal.kind !== "root" && !layers.identity.some(mayAllow)) return true;
  }
  return layers.groups.some(
    ({ layer, policies }) =>
      layer !== "endpoint" &&
      policies.some(({ denies }) =>
        denies.some((each) => each.conditions.length === 0 && isTesting(each) && isCertain(each, request, hasBoundary)),
      ) &&
      exemption(layer, request) === undefined,
  );
}
