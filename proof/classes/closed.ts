import { exemption } from "../engine/binding.ts";
import type { Layers } from "../engine/layers.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";

/** Whether a statement matches its actions of this principal for this resource for certain, whatever else the request carries. */
const isCertain = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): boolean =>
  statement.conditions.length === 0 && namesCaller(statement, request, hasBoundary) !== GRANT.none && reachesResourceOf(statement, request);

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
