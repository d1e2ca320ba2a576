import { layersAtWorst } from "../classes/at-worst.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { QuestionSubject } from "../classes/questions.ts";
import { outcomeOf } from "../classes/read-outcome.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { decide } from "../engine/decide.ts";
import { prepareRequest } from "../engine/prepare-request.ts";

/** What one request of a class is made from. */
export interface AskedClass {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  readonly action: string;
  readonly at: Date;
  readonly carried: DecidedClass["carried"];
}

/** Decides one request as a class of its own, also where nothing could allow it; undefined where nobody can make it. */
export function decideOne({ world, catalogue }: QuestionSubject, asked: AskedClass): DecidedClass | undefined {
  const { principal, resource, origin, action, at, carried } = asked;
  const context = { ...principal.carries, ...resource.carries };
  const approach = world.approach({ principal: principal.principal, action, resource: resource.arn, context });
  const landing = world.landing(origin.from, origin.context, action, resource.arn);
  if (approach === undefined || landing === undefined) return undefined;
  const arrival = approach.from(landing);
  const unknown = landing.unknown === undefined ? approach.request.unknown : { ...approach.request.unknown, ...landing.unknown };
  const request = prepareRequest(
    { ...approach.request, action, context: { ...arrival.context, ...carried }, unknown },
    { catalogue, now: at },
  );
  const layers = layersAtWorst(arrival.layers, resource);
  const decision = decide(request, layers);
  const decided: DecidedClass = {
    principal,
    resource,
    origin,
    actions: [action],
    at,
    carried,
    requestedRegion: request.context.single("aws:requestedregion"),
    request,
    layers,
    ...outcomeOf(decision),
    decision,
    assumptions: [...approach.assumptions, ...landing.assumptions],
    narrowedTo: () => decided,
  };
  return decided;
}
