import type { Catalogue } from "../../iam/catalogue.ts";
import type { Decision } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import { type PreparedRequest, prepareRequest, type Request } from "../engine/prepare-request.ts";
import { assumedTrust } from "./at-worst.ts";
import type { OriginClass } from "./origins.ts";
import type { Place } from "./places.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";
import type { Carriage } from "./values.ts";
import type { Variation } from "./varying.ts";

/** One class of requests by one example, with what the policies decide about it. */
export interface DecidedClass {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  /** Every action of the class; the first one was asked about. */
  readonly actions: readonly string[];
  readonly at: Date;
  /** What the request carries besides what principal, resource and origin decide. */
  readonly carried: Carriage;
  readonly request: PreparedRequest;
  readonly layers: Layers;
  readonly decision: Decision;
  readonly assumptions: readonly string[];
  /** The same class for some of its actions alone. */
  narrowedTo(actions: readonly string[]): DecidedClass;
}

/** The example of a class as the world takes requests; its instant stands beside it. */
export const worldRequest = (
  { principal, resource, origin, carried }: Pick<DecidedClass, "principal" | "resource" | "origin" | "carried">,
  action: string,
): Request => ({
  principal: principal.principal,
  action,
  resource: resource.arn,
  from: origin.from,
  context: { ...principal.carries, ...resource.carries, ...origin.context, ...carried },
});

/** What a class is about besides its place, its instant and what it carries. */
export interface ClassSubject extends Pick<DecidedClass, "principal" | "resource" | "actions"> {
  readonly catalogue: Catalogue;
}

/** A class of requests from one place. Its example is read when it is asked for, since few are. */
export class ClassAtPlace implements DecidedClass {
  readonly #subject: ClassSubject;
  readonly #place: Place;
  readonly #variation: Variation;
  readonly decision: Decision;

  constructor(subject: ClassSubject, place: Place, variation: Variation, decision: Decision) {
    this.#subject = subject;
    this.#place = place;
    this.#variation = variation;
    this.decision = decision;
  }

  get principal(): PrincipalClass {
    return this.#subject.principal;
  }

  get resource(): ResourceClass {
    return this.#subject.resource;
  }

  get origin(): OriginClass {
    return this.#place.origin;
  }

  get actions(): readonly string[] {
    return this.#subject.actions;
  }

  get at(): Date {
    return this.#variation.at;
  }

  get carried(): Carriage {
    return this.#variation.carried;
  }

  get request(): PreparedRequest {
    return exampleOf(this.#subject, this.#place, this.#variation);
  }

  get layers(): Layers {
    return this.#place.way.layers;
  }

  get assumptions(): readonly string[] {
    const { assumptions } = this.#place;
    const further = assumedTrust(this.layers, this.principal, this.resource);
    return further.length === 0 ? assumptions : [...assumptions, ...further];
  }

  narrowedTo(actions: readonly string[]): DecidedClass {
    return new ClassAtPlace({ ...this.#subject, actions }, this.#place, this.#variation, this.decision);
  }
}

/** The example of a class, read as any other request. */
export function exampleOf({ actions, catalogue }: ClassSubject, place: Place, { at, carried }: Variation): PreparedRequest {
  const { context, ...request } = place.request;
  return prepareRequest({ ...request, action: actions[0] ?? "", context: { ...context, ...carried } }, { catalogue, now: at });
}
