import type { Decision } from "../engine/decide.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import { prepareRequest, type Surroundings } from "../engine/prepare-request.ts";
import { DEFAULT_READINGS, type Readings } from "../engine/readings.ts";
import { callsToKms } from "../world/key-requests.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { type DecidedClass, worldRequest } from "./decided-class.ts";

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
export const byCallsToKms = (decided: DecidedClass): DecidedClass[] =>
  [...Map.groupBy(decided.actions, (action) => callsToKms(action).join()).values()].map((actions) => decided.narrowedTo(actions));

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
