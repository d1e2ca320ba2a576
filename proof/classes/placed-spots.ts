import { asksForMore, type Meeting, type MetStatement } from "./meeting.ts";
import { once } from "./once.ts";
import type { PairSurroundings } from "./pair.ts";
import { type Place, placeOf } from "./places.ts";
import { pollingFacts, type Spot } from "./spots.ts";

/** A place of a meeting. */
export interface PlacedSpot {
  readonly spot: Spot;
  readonly index: number;
  /** Whether it is decided by itself, whatever is alike of others. */
  readonly isOwn: boolean;
  /** What places are told apart by besides what statements make of them. */
  readonly way: string;
  readonly place: () => Place;
}

/**
 * What is alike of places, as far as the statements of groups can tell: requests of one likeness are decided alike, whoever calls whatever
 * resource. Undefined where the statements ask for more than that says.
 */
export function likenesses(
  groups: readonly SpeakingGroup[],
  facts: string,
  numberOf: (text: string) => number,
): (placed: PlacedSpot) => string | undefined {
  const all = groups.flatMap(({ statements }) => statements);
  if (all.some(asksForMore)) return () => undefined;
  const shapes = groups.map(({ statements }) => statements.map(({ at, caller }) => `${at.shape.toString()}${caller.text}`).join());
  const whose = numberOf(`${facts} ${shapes.join(";")}`).toString();
  return ({ index, way }) => {
    let like = `${whose} ${way}`;
    for (const { spots } of all) like += `,${spots.texts[index] ?? ""}`;
    return like;
  };
}

/** The places of a meeting. */
export function placedSpots(meeting: Meeting, surroundings: PairSurroundings): PlacedSpot[] {
  return meeting.spots.all.map((spot, index) => ({
    spot,
    index,
    isOwn: spot.isOdd,
    way: `${Number(spot.isForwarded).toString()}${pollingFacts(spot.origin).map(Number).join("")}`,
    place: once(() => placeOf(meeting.pair(), spot, surroundings)),
  }));
}

/** The statements of a group that speak of alike actions. */
export interface SpeakingGroup {
  readonly mark: string;
  readonly statements: readonly MetStatement[];
}
