import { decideFirmly } from "../engine/decide-under-readings.ts";
import { grantOf, type Policy } from "../engine/policy.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import { RequestContext } from "../engine/request-context.ts";
import type { ActionClasses, AlikeActions } from "./action-classes.ts";
import { mayApply } from "./callers.ts";
import { closing } from "./closing.ts";
import { canCome } from "./impossible.ts";
import {
  factsOf,
  groupsAnywhere,
  groupsOfEndpoints,
  isReadWhole,
  type Meeting,
  type MetGroup,
  type MetStatement,
  metIn,
} from "./meeting.ts";
import { numbering } from "./numbering.ts";
import { once, remembered } from "./once.ts";
import { type PairSurroundings, withAction } from "./pair.ts";
import { type Place, placeOf, saysMoreOfCaller, variedBy } from "./places.ts";
import { mayBe, outcomeOf, type ReadOutcome } from "./read-outcome.ts";
import { both, conditionAsRead, isNever, NEVER, type ReadTruth, textOfTruth } from "./read-truth.ts";
import { statementMark } from "./reading-mark.ts";
import { pollingFacts, type Spot } from "./spots.ts";
import { single, type Variation, type Variations, variationsUnder } from "./varying.ts";

/** What becomes of a class: its actions, the number of its place among the places, what varies, and the outcome. */
export interface ClassOutcome extends ReadOutcome {
  readonly alike: AlikeActions;
  readonly spot: number;
  readonly variation: Variation;
}

/** What becomes of the classes of a meeting. */
export interface Outcomes {
  /** How many classes there are of each origin, where nothing can allow any of them wherever it comes from. */
  readonly closed: number | undefined;
  /** How many classes there are else, those among them that nothing can allow. */
  readonly classes: number;
  readonly all: readonly ClassOutcome[];
  /** Those that some reading does not deny. */
  readonly open: readonly ClassOutcome[];
  /** The numbers of the places that they are asked from, and their instants. */
  readonly spots: readonly number[];
  readonly instants: readonly Date[];
}

/**
 * Decides meetings; what was decided of one counts for all that the engine cannot tell from it.
 * @param onDecision hears of each decision by what is alike of the requests that it is made for; undefined for one alone
 */
export function outcomesIn(
  surroundings: PairSurroundings,
  onDecision: (alike: string | undefined) => void,
): (meeting: Meeting, actions: ActionClasses) => Outcomes {
  const decided = new Map<string, ReadOutcome>();
  const numberOf = numbering();

  const of = (meeting: Meeting, actions: ActionClasses): Outcomes => {
    const anywhere = groupsAnywhere(meeting)
      .flat()
      .map((group) => metIn(meeting, group));
    const endpoints = groupsOfEndpoints(meeting).map((group) => metIn(meeting, group));
    const isShut = remembered(closing(meeting, anywhere));
    // What closes a class, endpoints apart, is the same from everywhere.
    const closed = actions.under(reachesIn(anywhere));
    if (closed.every(isShut)) return { closed: closed.length, classes: 0, all: [], open: [], spots: [], instants: [] };
    const spots = placedSpots(meeting, { anywhere, endpoints }, surroundings);
    let shut = 0;
    const all: ClassOutcome[] = [];
    for (const alike of actions.under(reachesIn([...anywhere, ...endpoints]))) {
      if (isShut(alike)) shut += spots.length;
      else decideAlike(meeting, alike, { spots, anywhere, endpoints }, all);
    }
    return {
      closed: undefined,
      classes: shut + all.length,
      all,
      open: all.filter((each) => mayBe(each, "allowed", "unknown")),
      spots: [...new Set(all.map(({ spot }) => spot))],
      instants: [...new Set(all.map(({ variation }) => variation.at))],
    };
  };

  const decideAlike = (
    meeting: Meeting,
    alike: AlikeActions,
    { spots, anywhere, endpoints }: Ways & { readonly spots: readonly PlacedSpot[] },
    add: ClassOutcome[],
  ): void => {
    const { name } = alike.first;
    const speaking = anywhere.map((each) => speakingOf(each, alike));
    const wayThrough = remembered((endpoint: Policy | undefined) => {
      const through = endpoints.filter(({ group }) => group.policies[0] === endpoint).map((each) => speakingOf(each, alike));
      const groups = [...speaking, ...through];
      const facts = `${name} ${factsOf(meeting)} ${groups.map(({ mark }) => mark).join("")}`;
      return { groups, facts, number: `${numberOf(facts).toString()} `, variations: variationsOf(meeting, alike, groups) };
    });
    const decideFrom = ({ spot, index, place }: PlacedSpot): Varied[] => {
      const { groups, facts, number, variations } = wayThrough(spot.landing.endpoint);
      const found: Varied[] = [];
      for (const variation of variations.of((variable) => place().prepared.context.single(variable.toLowerCase()))) {
        if (!canCome(meeting.principal, spot.origin, variation.carried)) continue;
        const read = () => withAction(variedBy(place(), name, variation, surroundings), name);
        const isNamed = saysMoreOfCaller(variation);
        let applying = spot.isForwarded ? "forwarded" : "";
        for (const { statements } of groups) {
          for (const each of statements)
            applying += isNamed || spot.isOdd || isReadWhole(each) ? grantText(each, meeting, read()) : truthText(each, index, variation);
          applying += ",";
        }
        const key = number + applying;
        let outcome = isNamed ? undefined : decided.get(key);
        if (outcome === undefined) {
          onDecision(isNamed ? undefined : facts + applying);
          outcome = outcomeOf(decideFirmly(read(), place().layers));
          if (!isNamed) decided.set(key, outcome);
        }
        found.push({ variation, ...outcome });
      }
      return found;
    };
    const found = new Map<number | string, Varied[]>();
    for (const placed of spots) {
      let varied = found.get(placed.like);
      if (varied === undefined) found.set(placed.like, (varied = decideFrom(placed)));
      for (const each of varied) add.push({ alike, spot: placed.index, ...each });
    }
  };

  const known = new Map<string, Variations>();
  const plain = single(surroundings.now);
  /** What varies of requests for alike actions, found once for all callers and resources of which statements say the same. */
  const variationsOf = (meeting: Meeting, { first }: AlikeActions, groups: readonly SpeakingGroup[]): Variations => {
    const varying = groups.flatMap(({ statements }) => statements.filter(({ at }) => at.varies).map(({ at }) => at));
    if (varying.length === 0) return plain;
    const { principal, resource } = meeting;
    const make = () =>
      variationsUnder(
        varying.map(({ statement }) => statement),
        { action: first, type: resource.type, principal, now: surroundings.now },
      );
    if (varying.some(({ sources }) => sources.isOpen)) return make();
    const key = `${first.name} ${resource.type} ${meeting.caller.facts} ${varying.map(({ shape }) => shape).join()}`;
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };

  return of;
}

type Varied = Omit<ClassOutcome, "alike" | "spot">;

/** A place of a meeting; those that are alike are decided alike. */
interface PlacedSpot {
  readonly spot: Spot;
  readonly index: number;
  readonly like: number | string;
  readonly place: () => Place;
}

/** The statements that lie over a meeting from everywhere, and behind each endpoint. */
interface Ways {
  readonly anywhere: readonly MetGroup[];
  readonly endpoints: readonly MetGroup[];
}

function placedSpots(meeting: Meeting, { anywhere, endpoints }: Ways, surroundings: PairSurroundings): PlacedSpot[] {
  const isMixed = [...anywhere, ...endpoints].some(({ statements }) => statements.some(isReadWhole));
  return meeting.spots.all.map((spot, index) => {
    const through = endpoints.filter(({ group }) => group.policies[0] === spot.landing.endpoint);
    const likeness = () =>
      [...anywhere, ...through].flatMap(({ statements }) =>
        statements.map(({ spots: { fixed, free } }) => [fixed[index] ?? NEVER, ...(free[index] ?? [])].map(textOfTruth).join(" ")),
      );
    const way = `${spot.landing.endpoint?.name ?? ""} ${spot.isForwarded.toString()} ${pollingFacts(spot.origin).join()}`;
    return {
      spot,
      index,
      like: isMixed || spot.isOdd ? index : `${way} ${likeness().join()}`,
      place: once(() => placeOf(meeting.pair(), spot, surroundings)),
    };
  });
}

/** The statements of a group that speak of alike actions. */
interface SpeakingGroup {
  readonly mark: string;
  readonly statements: readonly MetStatement[];
}

const speakingOf = ({ group: { mark }, statements }: MetGroup, { index }: AlikeActions): SpeakingGroup => ({
  mark,
  statements: statements.filter(({ at }) => at.reach.isReached[index] === true),
});

const reachesIn = (groups: readonly MetGroup[]) => groups.flatMap(({ statements }) => statements.map(({ at }) => at.reach));

/** How a statement applies to a request that is read as a whole. */
function grantText({ at: { statement } }: MetStatement, { pair }: Meeting, request: ReturnType<typeof withAction>): string {
  const hasBoundary = pair().layers.boundary !== undefined;
  const mark = statementMark(statement, request, hasBoundary);
  const [certain, possible] = [grantOf(statement, request, hasBoundary, false), grantOf(statement, request, hasBoundary, true)];
  return mayApply({ possible, mark }) ? applicationText(statement.isDeny, certain, possible) + mark : "";
}

/** How a statement applies at a place, by the truths of its parts. */
function truthText({ at, caller, spots }: MetStatement, spot: number, variation: Variation): string {
  const { freeSite, freeCaller } = at.sources;
  let all = spots.fixed[spot] ?? NEVER;
  freeSite.forEach((condition, index) => (all = both(all, changed(condition, variation) ?? spots.free[spot]?.[index] ?? NEVER)));
  freeCaller.forEach((condition, index) => (all = both(all, changed(condition, variation) ?? caller.free[index] ?? NEVER)));
  if (isNever(all) || !mayApply(caller)) return "";
  const { isDeny } = at.statement;
  if (all.mark !== "" || caller.mark !== "") return (isDeny ? "d" : "a") + textOfTruth(all) + caller.text;
  return applicationText(isDeny, all.truth === 3 ? caller.certain : GRANT.none, caller.possible);
}

const applicationText = (isDeny: boolean, certain: number, possible: number): string =>
  `${isDeny ? "d" : "a"}${certain.toString()}${possible.toString()}`;

const CHANGES = new WeakMap<Variation, RequestContext>();

/** Whether a condition holds by what varies; undefined where nothing of it does. */
function changed(condition: Parameters<typeof conditionAsRead>[0], variation: Variation): ReadTruth | undefined {
  if (variation.isPlain) return undefined;
  let context = CHANGES.get(variation);
  if (context === undefined) CHANGES.set(variation, (context = new RequestContext(variation.changes)));
  return context.values(condition.lowerCaseKey) === undefined ? undefined : conditionAsRead(condition, context);
}
