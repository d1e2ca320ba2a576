import { layersAtWorst } from "../../proof/classes/at-worst.ts";
import type { DecidedClass } from "../../proof/classes/decided-class.ts";
import { enumerating } from "../../proof/classes/enumerate.ts";
import type { OriginClass } from "../../proof/classes/origins.ts";
import type { PrincipalClass } from "../../proof/classes/principals.ts";
import type { Question, QuestionSubject } from "../../proof/classes/questions.ts";
import type { ResourceClass } from "../../proof/classes/resources.ts";
import { decide, type Outcome } from "../../proof/engine/decide.ts";
import type { Layers } from "../../proof/engine/layers.ts";
import { applies } from "../../proof/engine/policy.ts";
import { type PreparedRequest, prepareRequest, type Request } from "../../proof/engine/prepare-request.ts";

/** A request that was not drawn from the classes, with the classes of principals and origins that it ought to belong to. */
export interface StrayRequest {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  readonly request: Request;
  readonly at: Date;
}

/** What the policies make of a request: its outcome, and which statement matches it, for certain or perhaps. */
export interface Matched {
  readonly outcome: Outcome;
  readonly truths: string;
}

/** Finds what a class of requests is decided as, for requests that belong to it. */
export interface ClassFinder {
  /** What the policies make of the request by itself; undefined where no such request can be made. */
  alone(stray: StrayRequest): Matched | undefined;
  /** What they make of each class that it may belong to; empty where its action is denied to everybody of the pair. */
  classesOf(stray: StrayRequest): ReadonlyMap<string, Outcome>;
}

/** Decides the classes of the questions that stray requests are about, once for each principal and resource. */
export function classFinder({ world, catalogue, intended }: QuestionSubject, questions: readonly Question[]): ClassFinder {
  const found = new Map<string, Map<string, Map<string, Outcome>>>();
  const servicesOf = ({ account }: ResourceClass): readonly string[] => intended.accounts.get(account)?.services ?? [];
  let decided: DecidedClass[] = [];
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided: (each) => void decided.push(each) });

  const classesOfPair = (who: string, { arn, service }: ResourceClass): Map<string, Map<string, Outcome>> => {
    const key = `${who} ${service} ${arn}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    decided = [];
    for (const { resource, actions, principals, originsOf } of questions) {
      if (resource.arn !== arn || resource.service !== service) continue;
      const decideClasses = classesAt(resource, actions);
      for (const principal of principals) if (whoOf(principal) === who) decideClasses(principal, originsOf(principal));
    }
    const classes = new Map<string, Map<string, Outcome>>();
    for (const each of decided) {
      const truths = truthsOf(each.layers, each.request);
      for (const action of each.actions) {
        const place = placeOf(action, each.origin, servicesOf(each.resource));
        classes.set(place, (classes.get(place) ?? new Map<string, Outcome>()).set(truths, each.outcome));
      }
    }
    found.set(key, classes);
    return classes;
  };

  return {
    alone: ({ resource, request, at }) => {
      const situation = world.situate(request);
      if ("problems" in situation) return undefined;
      const [step] = situation.steps;
      const layers = layersAtWorst(step.layers, resource);
      const prepared = prepareRequest(step.request, { catalogue, now: at });
      return { outcome: decide(prepared, layers).outcome, truths: truthsOf(layers, prepared) };
    },
    classesOf: ({ principal, resource, origin, request }) =>
      classesOfPair(whoOf(principal), resource).get(placeOf(request.action, origin, servicesOf(resource))) ?? new Map<string, Outcome>(),
  };
}

const whoOf = ({ who, isPolled }: PrincipalClass): string => JSON.stringify([who, isPolled]);

/** Services that nobody declared are one place. */
function placeOf(action: string, { where, context }: OriginClass, declared: readonly string[]): string {
  const isOther = where.kind === "forwarded" && "aws:CalledVia" in context && !declared.includes(where.service);
  return `${action.toLowerCase()} ${JSON.stringify(isOther ? "another service" : where)}`;
}

/** The statements that match a request, by their places: for certain (`1`) or perhaps (`2`). */
function truthsOf({ groups, boundary }: Layers, request: PreparedRequest): string {
  return groups
    .map(({ layer, policies }) => {
      const each = policies.map(({ denies, allows, unknown }) => {
        const truths = [...denies, ...allows].map((statement) => {
          const hasBoundary = boundary !== undefined;
          return truthOf(applies(statement, request, hasBoundary), applies(statement, request, hasBoundary, true));
        });
        return (
          truths.flatMap((truth, index) => (truth === "0" ? [] : [`${index.toString()}=${truth}`])).join(" ") +
          (unknown === undefined ? "" : "?")
        );
      });
      return `${layer}:${each.join(",")}`;
    })
    .join("; ");
}

const truthOf = (isCertain: boolean, isPossible: boolean): string => (isCertain ? "1" : isPossible ? "2" : "0");
