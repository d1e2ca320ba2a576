import type { Layers } from "../engine/layers.ts";
import { prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { type Explanation, explain } from "./explain.ts";

/** One of the requests that AWS decides about before a call succeeds, with the layers of policies over it. */
export interface Step {
  readonly request: Request;
  readonly layers: Layers;
  /** The service that asks for this in the caller's name, as in actions; undefined for the call itself. */
  readonly service?: string | undefined;
}

/** What one of the requests of a call asks for. */
export interface AskedStep {
  readonly action: string;
  readonly resource: string;
  /** The service that asks for it in the caller's name, as in actions; absent for the call itself. */
  readonly service?: string;
}

/** The explanation of one of the requests that a call consists of. */
export interface StepExplanation extends Explanation {
  readonly asked: AskedStep;
}

/**
 * The explanation of a call: of the request that decides, with those of the others beside it. Every request has to be allowed; of several
 * that are not, the first decides, and where all are, the call's own.
 */
export interface CallExplanation extends StepExplanation {
  readonly others: readonly StepExplanation[];
}

/** Decides about a call and says why. The first step is the call itself. */
export function explainCall([call, ...further]: readonly [Step, ...Step[]], surroundings: Surroundings): CallExplanation {
  const first = explainStep(call, surroundings);
  const all = [first, ...further.map((step) => explainStep(step, surroundings))];
  const decisive = all.find(({ decision }) => decision !== "allowed") ?? first;
  return { ...decisive, others: all.filter((each) => each !== decisive) };
}

function explainStep({ request, layers, service }: Step, surroundings: Surroundings): StepExplanation {
  const { action, resource } = request;
  const asked = { action, resource, ...(service === undefined ? {} : { service }) };
  return { ...explain(prepareRequest(request, surroundings), layers), asked };
}
