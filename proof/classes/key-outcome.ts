import type { Decision } from "../engine/decide.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import { prepareRequest, type Surroundings } from "../engine/prepare-request.ts";
import { DEFAULT_READINGS, type Readings } from "../engine/readings.ts";
import { callsToKms } from "../world/key-requests.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { type DecidedClass, worldRequest } from "./decided-class.ts";
import type { OriginClass } from "./origins.ts";

/** What the key of a resource says to a request for the resource. */
export interface KeyOutcome {
  readonly isDenied: boolean;
  /** Other readings under which it denies nothing, where it denies; undefined where it denies under every reading, or under none. */
  readonly allowedUnder: Partial<Readings> | undefined;
  readonly unknowns: readonly string[];
}

/** Where keys are asked. */
export interface KeySurroundings extends Pick<Surroundings, "catalogue"> {
  readonly world: OrganizationWorld;
}

const NOTHING: KeyOutcome = { isDenied: false, allowedUnder: undefined, unknowns: [] };

/** A class by what its actions lead the service to ask KMS for, which no policy over the class says. */
export function byCallsToKms(decided: DecidedClass): DecidedClass[] {
  if (decided.actions.every((action) => callsToKms(action).length === 0)) return [decided];
  const alike = Map.groupBy(decided.actions, (action) => callsToKms(action).join());
  return alike.size === 1 ? [decided] : [...alike.values()].map((actions) => decided.narrowedTo(actions));
}

/** Decides what the service asks KMS for in the caller's name, where it asks for anything; the class's actions are to ask for the same. */
export function keyOutcome({ world, catalogue }: KeySurroundings, decided: DecidedClass, read: Partial<Readings> = {}): KeyOutcome {
  const [action = ""] = decided.actions;
  if (callsToKms(action).length === 0) return NOTHING;
  const situation = world.situate(worldRequest(decided, action));
  if ("problems" in situation) return NOTHING;
  const [, ...further] = situation.steps;
  const readings = Object.keys(read).length === 0 ? DEFAULT_READINGS : { ...DEFAULT_READINGS, ...read };
  const surroundings = { now: decided.at, catalogue, principalsById: situation.principalsById, readings };
  const decisions = further.map(({ request, layers }) => decideFirmly(prepareRequest(request, surroundings), layers));
  const denied = decisions.filter(isDenied);
  const turned = denied.map(({ alternatives = [] }) => alternatives.find(({ decision }) => !isDenied(decision))?.readings);
  const isTurned = denied.length > 0 && turned.every((each) => each !== undefined);
  return {
    isDenied: denied.length > 0,
    allowedUnder: isTurned ? (Object.assign({}, ...turned) as Partial<Readings>) : undefined,
    unknowns: [
      ...(situation.missing === undefined ? [] : [situation.missing.what]),
      ...decisions.flatMap(({ unknowns }) => unknowns.map(({ what }) => what)),
    ],
  };
}

const isDenied = ({ outcome }: Decision): boolean => outcome !== "allowed" && outcome !== "unknown";

/** Decides so, too. */
export type KeyOutcomes = (decided: DecidedClass, read: Partial<Readings>) => KeyOutcome;

/** The same, for classes that come pair by pair: what is asked of a key for several classes of a pair alike is decided once. */
export function keyOutcomes(surroundings: KeySurroundings): KeyOutcomes {
  let pair: Pick<DecidedClass, "principal" | "resource"> | undefined;
  const known = new Map<OriginClass, Map<string, KeyOutcome>>();
  return (decided, read) => {
    const { principal, resource, origin, at, carried, actions } = decided;
    if (pair?.principal !== principal || pair.resource !== resource) known.clear();
    pair = { principal, resource };
    const fromThere = known.get(origin) ?? new Map<string, KeyOutcome>();
    known.set(origin, fromThere);
    const asked = `${callsToKms(actions[0] ?? "").join()} ${at.getTime().toString()} ${JSON.stringify([carried, read])}`;
    const outcome = fromThere.get(asked) ?? keyOutcome(surroundings, decided, read);
    fromThere.set(asked, outcome);
    return outcome;
  };
}
