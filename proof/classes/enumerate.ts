import { isOddRequest } from "../engine/contested.ts";
import { type Decision, decide } from "../engine/decide.ts";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import type { Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { ActionClasses, AlikeActions } from "./action-classes.ts";
import { ClassAtPlace, type ClassSubject, type DecidedClass, exampleOf } from "./decided-class.ts";
import { canCome } from "./impossible.ts";
import type { OriginClass } from "./origins.ts";
import { closing, type Pair, type PairSurroundings, pairOf, withAction } from "./pair.ts";
import { type Place, placesOf, truthOf, type Way } from "./places.ts";
import type { PrincipalClass } from "./principals.ts";
import { isOddChange, mayTurn, readingMark } from "./reading-mark.ts";
import { relevanceAt } from "./relevance.ts";
import type { ResourceClass } from "./resources.ts";
import { type Variation, variationsUnder, variesByItself } from "./varying.ts";
import { type AlikeWay, type WayKind, wayKinds } from "./way-kind.ts";

/** What the enumeration runs over. */
export interface Enumeration extends Omit<PairSurroundings, "kindOf"> {
  /** Takes each class that some policy may allow. */
  readonly onDecided: (decided: DecidedClass) => void;
}

/** How many classes there are, and how many decisions it took to decide them. */
export interface ClassCount {
  readonly classes: number;
  readonly decisions: number;
}

/** Decides every class of requests by one principal from some origins. */
export type DecideClasses = (principal: PrincipalClass, origins: readonly OriginClass[]) => ClassCount;

type Surroundings = PairSurroundings & Pick<Enumeration, "onDecided">;

/**
 * Decides classes of requests, resource by resource. Classes that nothing can allow, whatever they carry and wherever they come from, are
 * counted alone. Requests that no statement over them tells apart are decided once.
 */
export function enumerating(enumeration: Enumeration): (resource: ResourceClass, actions: ActionClasses) => DecideClasses {
  const surroundings: Surroundings = { ...enumeration, kindOf: wayKinds() };
  return (resource, actions) => {
    const relevance = relevanceAt();
    return (principal, origins) => {
      const pair = actions.all.length === 0 ? undefined : pairOf(surroundings, { principal, resource, actions, relevance });
      return pair === undefined ? { classes: 0, decisions: 0 } : decidePair(surroundings, pair, origins);
    };
  };
}

function decidePair(surroundings: Surroundings, pair: Pair, origins: readonly OriginClass[]): ClassCount {
  const { actions, anywhere, prepared, approach, wayThrough } = pair;
  const isShut = closing(pair);
  // What closes a class, endpoints apart, is the same from everywhere.
  const closed = actions.under(anywhere.statements);
  if (closed.every(isShut)) return { classes: closed.length * origins.length, decisions: 0 };
  const places = placesOf({ approach, prepared, wayThrough, surroundings }, origins);
  const read = readPlaces(places);
  let [classes, decisions] = [0, 0];
  for (const alike of actions.under([...new Set([...new Set(places.map(({ way }) => way))].flatMap(({ statements }) => statements))])) {
    if (isShut(alike)) classes += places.length;
    else {
      const decided = decideAlike(surroundings, pair, alike, read);
      classes += decided.classes;
      decisions += decided.decisions;
    }
  }
  return { classes, decisions };
}

/** A place with the truth of each of its way's statements there. */
interface ReadPlace {
  readonly place: Place;
  readonly truths: readonly string[];
  /** Whether its requests may touch a question of reading in any statement. */
  readonly isOdd: boolean;
  /** Places of one number differ in nothing that decides, as long as nothing varies. */
  readonly number: number;
}

function readPlaces(places: readonly Place[]): ReadPlace[] {
  const numbers = new Map<WayKind, Map<string, number>>();
  let next = 0;
  return places.map((place) => {
    const { way, prepared, unknown } = place;
    const isOdd = isOddRequest(prepared);
    const truths = way.statements.map((each) => truthAt(way, each, prepared, isOdd));
    const text = `${prepared.isForwarded ? "f" : ""}${truths.join("")}${unknown}`;
    const alike = numbers.get(way.kind) ?? new Map<string, number>();
    const number = alike.get(text) ?? next++;
    numbers.set(way.kind, alike.set(text, number));
    return { place, truths, isOdd, number };
  });
}

/** Decides the classes of alike actions from every place, by instant and by what the requests carry. */
function decideAlike({ catalogue, now, onDecided }: Surroundings, pair: Pair, alike: AlikeActions, read: readonly ReadPlace[]): ClassCount {
  const { principal, resource } = pair;
  const { name } = alike.first;
  const subject: ClassSubject = { principal, resource, actions: alike.names, catalogue };
  const plain: (Decision | undefined)[] = [];
  let [classes, decisions] = [0, 0];
  const decideOnce = (at: ReadPlace, variation: Variation, testing: readonly number[]): Decision => {
    const { place } = at;
    const known = place.way.kind.decisions;
    const request = variedBy(subject, place, variation);
    const key = saysMoreOfCaller(variation) ? undefined : `${name} ${keyOf(at, request, testing, variation)}`;
    const found = key === undefined ? undefined : known.get(key);
    if (found !== undefined) return found;
    const isFirm = key !== undefined && !mayTurn(key, place.way.layers);
    const decision = (isFirm ? decide : decideFirmly)(withAction(request, name), place.way.layers);
    decisions++;
    if (key !== undefined) known.set(key, decision);
    return decision;
  };
  for (const at of read) {
    const { place, number } = at;
    const { context } = place.prepared;
    const { testing, variations } = alikeWay(pair, alike, place.way, now);
    for (const variation of variations.of((variable) => context.single(variable.toLowerCase()))) {
      if (!canCome(principal, place.origin, variation.carried)) continue;
      const decision = variation.isPlain ? (plain[number] ??= decideOnce(at, variation, testing)) : decideOnce(at, variation, testing);
      classes++;
      onDecided(new ClassAtPlace(subject, place, variation, decision));
    }
  }
  return { classes, decisions };
}

function alikeWay({ principal, resource, actions }: Pair, alike: AlikeActions, { kind, statements }: Way, now: Date): AlikeWay {
  const { first } = alike;
  const known = kind.alike.get(first.name);
  if (known !== undefined) return known;
  const reaching = statements.filter((each) => actions.isReached(each, alike));
  const found: AlikeWay = {
    testing: statements.flatMap((each, index) => (actions.isReached(each, alike) ? [index] : [])),
    variations: variationsUnder(reaching, { action: first, type: resource.type, principal, now }),
  };
  kind.alike.set(first.name, found);
  return found;
}

/** Keys that say more of a caller than statements ask. */
const OF_CALLER = ["aws:userid", "aws:tokenissuetime"];

const saysMoreOfCaller = ({ isPlain, changes }: Variation): boolean => !isPlain && OF_CALLER.some((key) => key in changes);

/** The requests from a place with what varies, whatever their action. */
function variedBy(subject: ClassSubject, place: Place, variation: Variation): PreparedRequest {
  if (variation.isPlain) return place.prepared;
  if (saysMoreOfCaller(variation)) return exampleOf(subject, place, variation);
  return { ...place.prepared, context: place.prepared.context.further(variation.changes) };
}

/**
 * What decides about a request among those of one kind of way and one action: which statements apply. What is unknown counts where one of
 * them may apply or not.
 */
function keyOf(
  { place, truths, isOdd }: ReadPlace,
  request: PreparedRequest,
  testing: readonly number[],
  { isPlain, changes }: Variation,
): string {
  const isOddNow = isOdd || (!isPlain && isOddChange(changes));
  let key = request.isForwarded ? "forwarded " : "";
  for (const index of testing) {
    const statement = place.way.statements[index];
    const hasChanged = !isPlain && statement !== undefined && variesByItself(statement);
    key += hasChanged ? truthAt(place.way, statement, request, isOddNow) : (truths[index] ?? "");
  }
  return key.includes("2") ? key + place.unknown : key;
}

/** Whether a statement applies, under every reading. */
const truthAt = ({ layers }: Way, statement: Statement, request: PreparedRequest, isOdd: boolean): string =>
  truthOf(statement, request) + readingMark(statement, request, { hasBoundary: layers.boundary !== undefined, isOdd });
