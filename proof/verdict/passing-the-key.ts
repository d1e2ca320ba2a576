import type { Catalogue } from "../../iam/catalogue.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { decide } from "../engine/decide.ts";
import { prepareRequest } from "../engine/prepare-request.ts";
import { callsToKms } from "../world/key-requests.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { asRequest } from "./scenario-of.ts";

/**
 * The actions of a class whose calls succeed at the key, too: a service asks KMS for them in the caller's name, and the call fails where KMS
 * denies. What is unknown there does not stop a call.
 */
export type PassingTheKey = (decided: DecidedClass) => readonly string[];

/** Decides what services ask KMS for callers. */
export function passingTheKey(world: OrganizationWorld, catalogue: Catalogue, now: Date): PassingTheKey {
  const isStopped = (decided: DecidedClass, action: string): boolean => {
    const situation = world.situate({ ...asRequest(decided, now), action });
    if ("problems" in situation) return false;
    const surroundings = { now: decided.at, catalogue, principalsById: situation.principalsById };
    return situation.steps.slice(1).some(({ request: further, layers }) => {
      const { outcome } = decide(prepareRequest(further, surroundings), layers);
      return outcome !== "allowed" && outcome !== "unknown";
    });
  };
  return (decided) => {
    const byCalls = Map.groupBy(decided.actions, (action) => callsToKms(action).join());
    return [...byCalls].flatMap(([calls, actions]) => (calls === "" || !isStopped(decided, actions[0] ?? "") ? actions : []));
  };
}
