import type { Decision } from "../engine/decide.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import type { Layers } from "../engine/layers.ts";
import type { PreparedRequest, Request } from "../engine/prepare-request.ts";
import { assumedTrust } from "./at-worst.ts";
import type { OriginClass } from "./origins.ts";
import { type Pair, type PairSurroundings, withAction } from "./pair.ts";
import { exampleOf, type Place, placeOf, variedBy } from "./places.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ReadOutcome } from "./read-outcome.ts";
import type { ResourceClass } from "./resources.ts";
import type { Spot } from "./spots.ts";
import type { Carriage } from "./values.ts";
import type { Variation } from "./varying.ts";

/** One class of requests by one example, with what the policies decide about it. */
export interface DecidedClass extends ReadOutcome {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  /** Every action of the class; the first one was asked about. */
  readonly actions: readonly string[];
  readonly at: Date;
  /** What the request carries besides what principal, resource and origin decide. */
  readonly carried: Carriage;
  /** The region whose endpoint is asked; undefined where the request does not say it. */
  readonly requestedRegion: string | undefined;
  readonly request: PreparedRequest;
  readonly layers: Layers;
  /** The outcome with what made it, under every reading of AWS's pages. */
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

/** What classes of one principal and one resource share. */
export interface ClassSubject extends Pick<DecidedClass, "principal" | "resource"> {
  readonly assumptions: () => readonly string[];
  readonly pair: () => Pair;
  readonly surroundings: PairSurroundings;
}

/** A class of requests from one place. Its example is read when it is asked for, since few are. */
export class ClassAtPlace implements DecidedClass {
  readonly #subject: ClassSubject;
  readonly #spot: Spot;
  readonly #variation: Variation;
  readonly actions: readonly string[];
  readonly #read: ReadOutcome;
  #place: Place | undefined;

  constructor(
    subject: ClassSubject,
    spot: Spot,
    { variation, ...read }: ReadOutcome & { readonly variation: Variation },
    actions: readonly string[],
  ) {
    this.#subject = subject;
    this.#spot = spot;
    this.#variation = variation;
    this.#read = read;
    this.actions = actions;
  }

  get principal(): PrincipalClass {
    return this.#subject.principal;
  }

  get resource(): ResourceClass {
    return this.#subject.resource;
  }

  get origin(): OriginClass {
    return this.#spot.origin;
  }

  get at(): Date {
    return this.#variation.at;
  }

  get carried(): Carriage {
    return this.#variation.carried;
  }

  get outcome(): ReadOutcome["outcome"] {
    return this.#read.outcome;
  }

  get alternatives(): ReadOutcome["alternatives"] {
    return this.#read.alternatives;
  }

  get requestedRegion(): string | undefined {
    const key = "aws:requestedregion";
    return this.#spot.added.single(key) ?? this.#subject.pair().prepared.context.single(key);
  }

  get request(): PreparedRequest {
    return exampleOf(this.#example, this.#action, this.#variation, this.#subject.surroundings);
  }

  get layers(): Layers {
    return this.#example.layers;
  }

  get decision(): Decision {
    return decideFirmly(
      withAction(variedBy(this.#example, this.#action, this.#variation, this.#subject.surroundings), this.#action),
      this.layers,
    );
  }

  get assumptions(): readonly string[] {
    const { assumptions } = this.#spot.landing;
    const further = assumedTrust(() => this.layers, this.principal, this.resource);
    return [...new Set([...this.#subject.assumptions(), ...assumptions, ...further])];
  }

  narrowedTo(actions: readonly string[]): DecidedClass {
    return new ClassAtPlace(this.#subject, this.#spot, { variation: this.#variation, ...this.#read }, actions);
  }

  get #example(): Place {
    return (this.#place ??= placeOf(this.#subject.pair(), this.#spot, this.#subject.surroundings));
  }

  get #action(): string {
    return this.actions[0] ?? "";
  }
}
