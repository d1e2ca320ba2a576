import type { DecidedClass } from "../classes/decided-class.ts";
import type { ScenarioDocument } from "../scenario/scenario-schema.ts";

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

const writable = (context: DecidedClass["carried"]): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]));

/** The scenario that replays a class to the same decision. */
export function scenarioOf(name: string, decided: DecidedClass, now: Date): ScenarioDocument {
  const { outcome, by } = decided.decision;
  return {
    name,
    request: requestOf(decided, now),
    organization: true,
    expect: { decision: outcome, ...(by.statement === undefined ? {} : { by: by.layer }) },
  };
}
