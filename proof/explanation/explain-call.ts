import type { Layers } from "../engine/layers.ts";
import { prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import type { AskedStep } from "./asked-step.ts";
import { type Explanation, explain, type UnknownReference } from "./explain.ts";
import { type TurningReading, turningReadings } from "./turning-readings.ts";
import type { UnknownFact } from "./unknown-fact.ts";

/** One of the requests that AWS decides about before a call succeeds, with the layers of policies over it. */
export interface Step {
  readonly request: Request;
  readonly layers: Layers;
  /** The service that asks for this in the caller's name, as in actions; undefined for the call itself. */
  readonly service?: string | undefined;
}

/** A call in the terms of AWS: all of its requests have to be allowed. */
export interface Call {
  /** The call itself, and then what a service asks of KMS for the caller. */
  readonly steps: readonly [Step, ...Step[]];
  /** What is unknown in these, each with what would say it. */
  readonly unknowns: readonly UnknownFact[];
  /** What is missing to find out what else the call asks for; undefined where the steps are all. */
  readonly missing?: UnknownFact | undefined;
  /** The ARNs of roles and users by their unique ids. */
  readonly principalsById?: ReadonlyMap<string, string>;
}

/** The explanation of one of the requests of a call. */
export interface StepExplanation extends Explanation {
  readonly asked: AskedStep;
}

/** Something unknown that a call turns on: what it is, what would say it, and the statement that it decides about, where it is one. */
export interface RestsOn extends UnknownFact {
  readonly statement?: UnknownReference;
}

/**
 * The explanation of a call: that of the request which decides, with those of the others beside it. The first request that is denied decides,
 * else the first that is unknown; where all are allowed, the call's own.
 */
export interface CallExplanation extends StepExplanation {
  readonly others: readonly StepExplanation[];
  /** What the call turns on that is unknown; empty where it is decided. */
  readonly restsOn: readonly RestsOn[];
  /** The readings of AWS's pages that turn the call; empty where it is the same under every reading. */
  readonly readings: readonly TurningReading[];
}

/** The explanation of a call that is decided, whatever is unknown in it. */
export type DecidedExplanation = CallExplanation & { readonly decision: Exclude<Explanation["decision"], "unknown"> };

/** Whether a call is decided, whatever is unknown in it. */
export const isDecided = (explanation: CallExplanation): explanation is DecidedExplanation => explanation.decision !== "unknown";

/** Whether a call or one of its requests is denied, whatever is unknown in it. */
export const isDenied = ({ decision }: StepExplanation): boolean => decision !== "allowed" && decision !== "unknown";

/** Decides about a call and says why, and whether AWS's pages may be read so that it is decided otherwise. */
export function explainCall(call: Call, surroundings: Omit<Surroundings, "principalsById">): CallExplanation {
  const { principalsById } = call;
  const readings = turningReadings(call.steps, { ...surroundings, principalsById }, (read) =>
    explainAsRead(call, { ...surroundings, readings: read }),
  );
  return { ...explainAsRead(call, surroundings), readings };
}

function explainAsRead(
  { steps, unknowns, missing, principalsById }: Call,
  surroundings: Omit<Surroundings, "principalsById">,
): Omit<CallExplanation, "readings"> {
  const [call, ...further] = steps;
  const own = explainStep(call, { ...surroundings, principalsById });
  const all = [own, ...further.map((step) => explainStep(step, { ...surroundings, principalsById }))];
  const denied = all.find(isDenied);
  const unknown = all.find(({ decision }) => decision === "unknown");
  const decisive = denied ?? unknown ?? own;
  const others = all.filter((each) => each !== decisive);
  if (denied !== undefined || (unknown === undefined && missing === undefined)) return { ...decisive, others, restsOn: [] };
  const restsOn = [...all.flatMap((step) => step.unknowns.map((each) => restingOn(each, unknowns))), missing ?? []].flat();
  const distinct = restsOn.filter(({ what }, index) => restsOn.findIndex((each) => each.what === what) === index);
  // Which of several decides may be unclear; that the call is unknown is not.
  return { ...decisive, decision: "unknown", others, restsOn: distinct.length > 0 ? distinct : unknowns };
}

function explainStep({ request, layers, service }: Step, surroundings: Surroundings): StepExplanation {
  const { action, resource } = request;
  const asked = { action, resource, ...(service === undefined ? {} : { service }) };
  return { ...explain(prepareRequest(request, surroundings), layers), asked };
}

function restingOn(unknown: UnknownReference, facts: readonly UnknownFact[]): RestsOn {
  const { what, statement } = unknown;
  const fact = facts.find((each) => each.what === what) ?? { what };
  return statement === undefined ? fact : { ...fact, statement: unknown };
}
