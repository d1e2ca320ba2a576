import type { Decision } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import type { Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { ActionClasses, AlikeActions } from "./action-classes.ts";
import { ClassAtPlace, type DecidedClass } from "./decided-class.ts";
import { canCome } from "./impossible.ts";
import type { OriginClass } from "./origins.ts";
import { closing, type Pair, type PairSurroundings, pairOf } from "./pair.ts";
import { type Place, placesOf, truthOf, type Way } from "./places.ts";
import type { PrincipalClass } from "./principals.ts";
import { relevanceAt } from "./relevance.ts";
import type { ResourceClass } from "./resources.ts";
import { type Variation, type Variations, variationsUnder, variesByItself } from "./varying.ts";

/** What the enumeration runs over. */
export interface Enumeration extends PairSurroundings {
  /** Takes each class that some policy may allow. */
  readonly onDecided: (decided: DecidedClass) => void;
  /** Puts other layers over the requests than those that are there, before anything is decided. */
  readonly over?: (layers: Layers) => Layers;
}

/** How many classes there are, and how many decisions it took to decide them. */
export interface ClassCount {
  readonly classes: number;
  readonly decisions: number;
}

/** Decides every class of requests by one principal from some origins. */
export type DecideClasses = (principal: PrincipalClass, origins: readonly OriginClass[]) => ClassCount;

/**
 * Decides classes of requests for one resource. Classes that nothing can allow, whatever they carry and wherever they come from, are counted
 * alone. Requests that no statement over them tells apart are decided once.
 */
export function classesAt(enumeration: Enumeration, resource: ResourceClass, actions: ActionClasses): DecideClasses {
  const relevance = relevanceAt();
  return (principal, origins) => {
    const pair = actions.all.length === 0 ? undefined : pairOf(enumeration, { principal, resource, actions, relevance });
    return pair === undefined ? { classes: 0, decisions: 0 } : decidePair(enumeration, pair, origins);
  };
}

function decidePair(enumeration: Enumeration, pair: Pair, origins: readonly OriginClass[]): ClassCount {
  const { actions, anywhere, prepared, approach, wayThrough } = pair;
  const isShut = closing(pair);
  // What closes a class, endpoints apart, is the same from everywhere.
  const closed = actions.under(anywhere.statements);
  if (closed.every(isShut)) return { classes: closed.length * origins.length, decisions: 0 };
  const places = placesOf({ approach, prepared, wayThrough, surroundings: enumeration }, origins);
  const statements = [...new Set([...new Set(places.map(({ way }) => way))].flatMap((way) => way.statements))];
  const read = places.map((place) => readAt(place, statements));
  let [classes, decisions] = [0, 0];
  for (const alike of actions.under(statements)) {
    if (isShut(alike)) classes += places.length;
    else {
      const decided = decideAlike(enumeration, { pair, alike, statements, read });
      classes += decided.classes;
      decisions += decided.decisions;
    }
  }
  return { classes, decisions };
}

/** A place with the truth of every statement there. */
interface ReadPlace {
  readonly place: Place;
  readonly truths: readonly string[];
}

const NOT_OVER = "0";

function readAt(place: Place, statements: readonly Statement[]): ReadPlace {
  const over = new Set(place.way.statements);
  return { place, truths: statements.map((each) => (over.has(each) ? truthOf(each, place.prepared) : NOT_OVER)) };
}

interface AlikeRequests {
  readonly pair: Pair;
  readonly alike: AlikeActions;
  readonly statements: readonly Statement[];
  readonly read: readonly ReadPlace[];
}

/** Decides the classes of alike actions from every place, by instant and by what the requests carry. */
function decideAlike(enumeration: Enumeration, { pair, alike, statements, read }: AlikeRequests): ClassCount {
  const { catalogue, now, onDecided } = enumeration;
  const { principal, resource, actions } = pair;
  const subject = { principal, resource, actions: alike.names, catalogue };
  const testing = statements.flatMap((each, index) => (actions.isReached(each, alike) ? [index] : []));
  const variations = new Map<Way, Variations>();
  const variationsOf = (way: Way): Variations => {
    let found = variations.get(way);
    if (found === undefined) {
      const reaching = way.statements.filter((each) => actions.isReached(each, alike));
      found = variationsUnder(reaching, { action: alike.first, type: resource.type, principal, now });
      variations.set(way, found);
    }
    return found;
  };
  const known = new Map<string, Decision>();
  let [classes, decisions] = [0, 0];
  for (const { place, truths } of read) {
    const resolve = (variable: string) => place.prepared.context.single(variable.toLowerCase());
    for (const variation of variationsOf(place.way).of(resolve)) {
      if (!canCome(principal, place.origin, variation.carried)) continue;
      const key = keyOf({ place, truths }, statements, testing, variation);
      const decision = key === undefined ? undefined : known.get(key);
      const decided = new ClassAtPlace(subject, place, variation, decision);
      classes++;
      if (decision === undefined) {
        decisions++;
        if (key !== undefined) known.set(key, decided.decision);
      }
      onDecided(decided);
    }
  }
  return { classes, decisions };
}

/** Keys that say more of a caller than statements ask. */
const OF_CALLER = ["aws:userid", "aws:tokenissuetime"];

/** Everything that decides about a class among those of alike actions; undefined where that is more than which statements apply. */
function keyOf(
  { place, truths }: ReadPlace,
  statements: readonly Statement[],
  testing: readonly number[],
  { isPlain, changes }: Variation,
): string | undefined {
  let key = place.facts;
  if (isPlain) {
    for (const index of testing) key += truths[index] ?? NOT_OVER;
    return key;
  }
  if (OF_CALLER.some((each) => each in changes)) return undefined;
  const request: PreparedRequest = { ...place.prepared, context: place.prepared.context.further(changes) };
  for (const index of testing) {
    const [statement, truth = NOT_OVER] = [statements[index], truths[index]];
    key += statement === undefined || truth === NOT_OVER || !variesByItself(statement) ? truth : truthOf(statement, request);
  }
  return key;
}
