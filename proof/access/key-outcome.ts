import type { DecidedClass } from "../classes/decided-class.ts";
import { decide } from "../engine/decide.ts";
import { prepareRequest } from "../engine/prepare-request.ts";
import { callsToKms } from "../world/key-requests.ts";
import type { AskedWorld } from "./asked-world.ts";

/** What the key of a resource says to a request for the resource. */
export interface KeyOutcome {
  readonly isDenied: boolean;
  readonly unknowns: readonly string[];
}

const NOTHING: KeyOutcome = { isDenied: false, unknowns: [] };

/** Decides what the service asks KMS for in the caller's name, where it asks for anything. */
export function keyOutcome(
  { world, catalogue }: AskedWorld,
  { principal, resource, origin, actions, at, carried }: DecidedClass,
): KeyOutcome {
  const [action = ""] = actions;
  if (callsToKms(action).length === 0) return NOTHING;
  const situation = world.situate({
    principal: principal.principal,
    action,
    resource: resource.arn,
    from: origin.from,
    context: { ...principal.carries, ...resource.carries, ...origin.context, ...carried },
  });
  if ("problems" in situation) return NOTHING;
  const [, ...further] = situation.steps;
  const decisions = further.map(({ request, layers }) => decide(prepareRequest(request, { catalogue, now: at }), layers));
  return {
    isDenied: decisions.some(({ outcome }) => outcome !== "allowed" && outcome !== "unknown"),
    unknowns: [
      ...(situation.missing === undefined ? [] : [situation.missing.what]),
      ...decisions.flatMap(({ unknowns }) => unknowns.map(({ what }) => what)),
    ],
  };
}
