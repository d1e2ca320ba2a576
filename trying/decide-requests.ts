import type { Catalogue } from "../iam/catalogue.ts";
import { decide } from "../proof/engine/decide.ts";
import { withSession } from "../proof/engine/layers.ts";
import { type MustBeNamedBy, mustBeNamedBy, prepareRequest, type Request } from "../proof/engine/prepare-request.ts";
import type { ContextValues } from "../proof/engine/request-context.ts";
import { type CallExplanation, explainCall } from "../proof/explanation/explain-call.ts";
import type { Situation, World } from "../proof/world/world.ts";
import type { AskedRequest } from "./asked-request.ts";
import type { Caller } from "./caller.ts";

/** What requests are decided in. */
export interface Deciding {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly now: Date;
}

/** A request that is not allowed, or of which that is not known. */
export interface Denied {
  readonly request: Request;
  readonly situation: Situation;
  /** Explains it, which takes longer than to decide. */
  readonly explain: () => CallExplanation;
  /** Which policy of the resource must name the caller, where one must. */
  readonly mustBeNamedBy: MustBeNamedBy | undefined;
}

/** A request that names something that the organization cannot have. */
export class UnknownName extends Error {}

/** A request of a session from a network, as the world takes it. */
export function requestOf(asked: AskedRequest, { session, carries }: Caller, from: string | undefined): Request {
  const context: ContextValues = { ...session.context, ...carries, ...asked.context };
  return { principal: session.principal, action: asked.action, resource: asked.resource, from, context, unknown: asked.unknown };
}

/**
 * The first of some requests that is not allowed, with why; undefined where all are. What a service asks of KMS for the caller is part of
 * each. What is not known is never allowed.
 * @throws UnknownName where a request names what the organization does not have
 */
export function firstDenied(requests: readonly Request[], policy: Caller["policy"], deciding: Deciding): Denied | undefined {
  for (const request of requests) {
    const denied = deniedOf(request, policy, deciding);
    if (denied !== undefined) return denied;
  }
  return undefined;
}

function deniedOf(request: Request, policy: Caller["policy"], { world, catalogue, now }: Deciding): Denied | undefined {
  const found = world.situate(request);
  if ("problems" in found) throw new UnknownName(found.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  const [first, ...further] = found.steps.map((step) => ({ ...step, layers: withSession(step.layers, policy) }));
  if (first === undefined) return undefined;
  const situation: Situation = { ...found, steps: [first, ...further] };
  const surroundings = { now, catalogue, principalsById: found.principalsById };
  const isAllowed = situation.steps.every(
    ({ request: step, layers }) => decide(prepareRequest(step, surroundings), layers).outcome === "allowed",
  );
  if (isAllowed && found.missing === undefined) return undefined;
  let explained: CallExplanation | undefined;
  const explain = () => (explained ??= explainCall(situation, { now, catalogue }));
  return { request, situation, explain, mustBeNamedBy: mustBeNamedBy(request.action) };
}
