import { type Decision, decide } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import { type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { type Explanation, explain } from "./explain.ts";
import type { UnknownFact } from "./unknown-fact.ts";

/** One of the requests that AWS decides about before a call succeeds, with the layers of policies over it. */
export interface Step {
  readonly request: Request;
  /** The layers in which every unknown policy allows all that it may allow, and denies nothing. */
  readonly layers: Layers;
  /** The layers in which every unknown policy denies all that it may deny, and allows nothing; absent where none is unknown. */
  readonly narrowest?: Layers | undefined;
  /** The service that asks for this in the caller's name, as in actions; undefined for the call itself. */
  readonly service?: string | undefined;
}

/** A call in the terms of AWS: all of its requests have to be allowed. */
export interface Call {
  /** The call itself, and then what a service asks of KMS for the caller. */
  readonly steps: readonly [Step, ...Step[]];
  /** What is unknown about the policies over these. */
  readonly unknowns: readonly UnknownFact[];
  /** What is missing to find out what else the call asks for; undefined where that is all. */
  readonly missing?: UnknownFact | undefined;
}

/** What becomes of a call: AWS's decision, or that it rests on what is unknown. */
export type CallOutcome = Decision["outcome"] | "unknown";

/** What one of the requests of a call asks for. */
export interface AskedStep {
  readonly action: string;
  readonly resource: string;
  /** The service that asks for it in the caller's name, as in actions; absent for the call itself. */
  readonly service?: string;
}

/** The explanation of one of the requests of a call; where that is unknown, it says what decides if all that is unknown allows it. */
export interface StepExplanation extends Omit<Explanation, "decision"> {
  readonly decision: CallOutcome;
  readonly asked: AskedStep;
}

/**
 * The explanation of a call: that of the request which decides, with those of the others beside it. The first request that is denied decides,
 * else the first that is unknown; where all are allowed, the call's own.
 */
export interface CallExplanation extends StepExplanation {
  readonly others: readonly StepExplanation[];
  /** What an unknown outcome rests on; empty for every other. */
  readonly unknowns: readonly UnknownFact[];
}

/** The explanation of a call that is decided whatever the unknown policies say. */
export type DecidedExplanation = CallExplanation & { readonly decision: Decision["outcome"] };

/** Whether a call is decided whatever the unknown policies say. */
export const isDecided = (explanation: CallExplanation): explanation is DecidedExplanation => explanation.decision !== "unknown";

/** Whether a call or one of its requests is denied whatever the unknown policies say. */
export const isDenied = ({ decision }: StepExplanation): boolean => decision !== "allowed" && decision !== "unknown";

/** Decides about a call and says why. */
export function explainCall({ steps: [call, ...further], unknowns, missing }: Call, surroundings: Surroundings): CallExplanation {
  const own = explainStep(call, unknowns, surroundings);
  const all = [own, ...further.map((step) => explainStep(step, unknowns, surroundings))];
  const denied = all.find((each) => isDenied(each.explanation));
  const decisive = denied ?? all.find(({ explanation: { decision } }) => decision === "unknown") ?? own;
  const others = all.filter((each) => each !== decisive).map(({ explanation }) => explanation);
  if (denied !== undefined) return { ...denied.explanation, others, unknowns: [] };
  const restsOn = [...new Set(all.flatMap((each) => each.restsOn)), missing ?? []].flat();
  const decision = restsOn.length > 0 ? "unknown" : "allowed";
  return { ...decisive.explanation, decision, others, unknowns: restsOn };
}

function explainStep(
  { request, layers, narrowest, service }: Step,
  unknowns: readonly UnknownFact[],
  surroundings: Surroundings,
): { readonly explanation: StepExplanation; readonly restsOn: readonly UnknownFact[] } {
  const { action, resource } = request;
  const prepared = prepareRequest(request, surroundings);
  const explanation = { ...explain(prepared, layers), asked: { action, resource, ...(service === undefined ? {} : { service }) } };
  const isKnown = explanation.decision !== "allowed" || narrowest === undefined || decide(prepared, narrowest).outcome === "allowed";
  if (isKnown) return { explanation, restsOn: [] };
  const decisive = decisiveUnknowns(prepared, narrowest, unknowns);
  // Which of several decides may be unclear; that the request is unknown is not.
  return { explanation: { ...explanation, decision: "unknown" }, restsOn: decisive.length > 0 ? decisive : unknowns };
}

/** The unknown policies that may deny the request, or that it may be allowed by alone. */
function decisiveUnknowns(request: PreparedRequest, narrowest: Layers, unknowns: readonly UnknownFact[]): readonly UnknownFact[] {
  const { denials, missing } = explain(request, narrowest);
  const lacking = narrowest.groups.filter(({ layer, level }) =>
    missing.some((lack) => lack.layer === layer && (lack.level === undefined || lack.level - 1 === level)),
  );
  const names = new Set([...denials.map(({ policy }) => policy), ...lacking.flatMap(({ policies }) => policies.map(({ name }) => name))]);
  return unknowns.filter(({ what }) => names.has(what));
}
