import { decide } from "../engine/decide.ts";
import { prepareRequest, type Surroundings } from "../engine/prepare-request.ts";
import { callsToKms } from "../world/key-requests.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { type DecidedClass, worldRequest } from "./decided-class.ts";
import type { OriginClass } from "./origins.ts";

/** What the key of a resource says to a request for the resource. */
export interface KeyOutcome {
  readonly isDenied: boolean;
  readonly unknowns: readonly string[];
}

/** Where keys are asked. */
export interface KeySurroundings extends Pick<Surroundings, "catalogue"> {
  readonly world: OrganizationWorld;
}

const NOTHING: KeyOutcome = { isDenied: false, unknowns: [] };

/** A class by what its actions lead the service to ask KMS for, which no policy over the class says. */
export function byCallsToKms(decided: DecidedClass): DecidedClass[] {
  if (decided.actions.every((action) => callsToKms(action).length === 0)) return [decided];
  const alike = Map.groupBy(decided.actions, (action) => callsToKms(action).join());
  return alike.size === 1 ? [decided] : [...alike.values()].map((actions) => decided.narrowedTo(actions));
}

/** Decides what the service asks KMS for in the caller's name, where it asks for anything; the class's actions are to ask for the same. */
export function keyOutcome({ world, catalogue }: KeySurroundings, decided: DecidedClass): KeyOutcome {
  const [action = ""] = decided.actions;
  if (callsToKms(action).length === 0) return NOTHING;
  const situation = world.situate(worldRequest(decided, action));
  if ("problems" in situation) return NOTHING;
  const [, ...further] = situation.steps;
  const surroundings = { now: decided.at, catalogue, principalsById: situation.principalsById };
  const decisions = further.map(({ request, layers }) => decide(prepareRequest(request, surroundings), layers));
  return {
    isDenied: decisions.some(({ outcome }) => outcome !== "allowed" && outcome !== "unknown"),
    unknowns: [
      ...(situation.missing === undefined ? [] : [situation.missing.what]),
      ...decisions.flatMap(({ unknowns }) => unknowns.map(({ what }) => what)),
    ],
  };
}

/** The same, for classes that come pair by pair: what is asked of a key for several classes of a pair alike is decided once. */
export function keyOutcomes(surroundings: KeySurroundings): (decided: DecidedClass) => KeyOutcome {
  let pair: Pick<DecidedClass, "principal" | "resource"> | undefined;
  const known = new Map<OriginClass, Map<string, KeyOutcome>>();
  return (decided) => {
    const { principal, resource, origin, at, carried, actions } = decided;
    if (pair?.principal !== principal || pair.resource !== resource) known.clear();
    pair = { principal, resource };
    const fromThere = known.get(origin) ?? new Map<string, KeyOutcome>();
    known.set(origin, fromThere);
    const asked = `${callsToKms(actions[0] ?? "").join()} ${at.getTime().toString()} ${JSON.stringify(carried)}`;
    const outcome = fromThere.get(asked) ?? keyOutcome(surroundings, decided);
    fromThere.set(asked, outcome);
    return outcome;
  };
}
