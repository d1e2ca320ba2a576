import type { DecidedClass } from "../classes/decided-class.ts";
import type { Request, Surroundings } from "../engine/prepare-request.ts";
import { DEFAULT_READINGS } from "../engine/readings.ts";
import { explainCall } from "../explanation/explain-call.ts";
import { makerName } from "../scenario/run-scenario.ts";
import type { ScenarioDocument } from "../scenario/scenario-schema.ts";
import type { World } from "../world/world.ts";
import type { Finding } from "./finding.ts";

/** A request in the terms of `explain` and of scenario files. */
export type ScenarioRequest = ScenarioDocument["request"];

/** The example of a class as a request that a scenario file or `explain` asks again. */
export function requestOf({ principal, resource, origin, actions, at, carried }: DecidedClass, now: Date): ScenarioRequest {
  return {
    principal: principal.principal,
    action: actions[0] ?? "",
    resource: resource.arn,
    ...(origin.from === undefined ? {} : { from: origin.from }),
    context: {
      ...writable(principal.carries),
      ...writable(resource.carries),
      ...writable(origin.context),
      ...writable(carried),
      ...(at.getTime() === now.getTime() ? {} : { "aws:CurrentTime": at.toISOString() }),
    },
  };
}

/** The example of a class as the world takes requests. */
export function asRequest(decided: DecidedClass, now: Date): Request {
  const { context, ...request } = requestOf(decided, now);
  return { ...request, context };
}

const writable = (context: DecidedClass["carried"]): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]));

/** What decides scenarios. */
export interface ScenarioWorld {
  readonly world: World;
  readonly surroundings: Surroundings;
}

/**
 * The scenario of a finding, with the decision and the statement that the whole call comes to in the organization. Where the class takes
 * something unknown at its worst, that is unknown. Where it stands under other readings of AWS's pages alone, the scenario names them.
 */
export function scenarioOf({ about: name, example, readings }: Finding, { world, surroundings }: ScenarioWorld): ScenarioDocument {
  const request = requestOf(example, surroundings.now);
  const situation = world.situate(asRequest(example, surroundings.now));
  if ("problems" in situation) throw new Error(`${name}: cannot be asked again: ${JSON.stringify(situation.problems)}`);
  const read = readings === undefined ? surroundings : { ...surroundings, readings: { ...DEFAULT_READINGS, ...readings } };
  const explanation = explainCall(situation, read);
  const expect = { decision: explanation.decision, by: makerName(explanation) };
  return { name, request, organization: true, ...(readings === undefined ? {} : { readings }), expect };
}
