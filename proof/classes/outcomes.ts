import QuickLRU from "quick-lru";
import { decideFirmly } from "../engine/decide-under-readings.ts";
import type { Policy } from "../engine/policy.ts";
import type { ActionClasses, AlikeActions } from "./action-classes.ts";
import { grantText, truthText } from "./application-text.ts";
import { closing } from "./closing.ts";
import { canCome } from "./impossible.ts";
import { factsOf, groupsAnywhere, groupsOfEndpoints, isReadWhole, type Meeting, type MetGroup, metIn } from "./meeting.ts";
import { numbering } from "./numbering.ts";
import { remembered } from "./once.ts";
import { type PairSurroundings, withAction } from "./pair.ts";
import { likenesses, type PlacedSpot, placedSpots, type SpeakingGroup } from "./placed-spots.ts";
import { saysMoreOfCaller, variedBy } from "./places.ts";
import { mayBe, outcomeOf, type ReadOutcome } from "./read-outcome.ts";
import { single, type Variation, type Variations, variationsUnder } from "./varying.ts";

/** What becomes of requests with what varies of them. */
export interface VariedOutcome extends ReadOutcome {
  readonly variation: Variation;
}

/** What becomes of alike actions from one place. */
export interface PlacedOutcomes {
  readonly alike: AlikeActions;
  /** The number of the place among the places. */
  readonly spot: number;
  /** One for each class. */
  readonly all: readonly VariedOutcome[];
  /** Those that some reading does not deny. */
  readonly open: readonly VariedOutcome[];
}

/** What becomes of the classes of a meeting. */
export interface Outcomes {
  /** How many classes there are of each origin, where nothing can allow any of them wherever it comes from. */
  readonly closed: number | undefined;
  /** How many classes there are else, those among them that nothing can allow. */
  readonly classes: number;
  readonly all: readonly PlacedOutcomes[];
  /** Those of which some reading does not deny all. */
  readonly open: readonly PlacedOutcomes[];
  /** The numbers of the places that they are asked from, and their instants. */
  readonly spots: readonly number[];
  readonly instants: readonly Date[];
}

/** How much is kept of what was decided: what is alike everywhere, and that of some tens of accounts. */
const MOST_DECIDED = 30_000;
const MOST_ALIKE = 10_000;
const MOST_VARYING = 2_000;

/**
 * Decides meetings; what was decided of one counts for all that the engine cannot tell from it.
 * @param onDecision hears of each decision by what is alike of the requests that it is made for; undefined for one alone
 */
export function outcomesIn(
  surroundings: PairSurroundings,
  onDecision: (alike: string | undefined) => void,
): (meeting: Meeting, actions: ActionClasses) => Outcomes {
  const decided = new QuickLRU<string, ReadOutcome>({ maxSize: MOST_DECIDED });
  const alikeDecided = new QuickLRU<string, Pick<PlacedOutcomes, "all" | "open">>({ maxSize: MOST_ALIKE });
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
    const spots = placedSpots(meeting, surroundings);
    let classes = 0;
    const asked: PlacedOutcomes[] = [];
    for (const alike of actions.under(reachesIn([...anywhere, ...endpoints]))) {
      if (isShut(alike)) classes += spots.length;
      else
        for (const each of decideAlike(meeting, alike, { spots, anywhere, endpoints })) {
          classes += each.all.length;
          if (each.all.length > 0) asked.push(each);
        }
    }
    return {
      closed: undefined,
      classes,
      all: asked,
      open: asked.filter((each) => each.open.length > 0),
      spots: [...new Set(asked.map(({ spot }) => spot))],
      instants: instantsOf(asked),
    };
  };

  const decideAlike = (
    meeting: Meeting,
    alike: AlikeActions,
    { spots, anywhere, endpoints }: Ways & { readonly spots: readonly PlacedSpot[] },
  ): PlacedOutcomes[] => {
    const { name } = alike.first;
    const speaking = anywhere.map((each) => speakingOf(each, alike));
    const wayThrough = remembered((endpoint: Policy | undefined) => {
      const through = endpoints.filter(({ group }) => group.policies[0] === endpoint).map((each) => speakingOf(each, alike));
      const groups = [...speaking, ...through];
      const facts = `${name} ${factsOf(meeting)} ${groups.map(({ mark }) => mark).join("")}`;
      const { variations, number: varying } = variationsOf(meeting, alike, groups);
      const number = `${numberOf(facts).toString()} `;
      return { groups, facts, number, variations, likeAt: likenesses(groups, number + varying.toString(), numberOf) };
    });
    const decideFrom = ({ spot, index, place }: PlacedSpot): VariedOutcome[] => {
      const { groups, facts, number, variations } = wayThrough(spot.landing.endpoint);
      const found: VariedOutcome[] = [];
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
    return spots.map((placed) => {
      const like = placed.isOwn ? undefined : wayThrough(placed.spot.landing.endpoint).likeAt(placed);
      let found = like === undefined ? undefined : alikeDecided.get(like);
      if (found === undefined) {
        const varied = decideFrom(placed);
        found = { all: varied, open: varied.filter((each) => mayBe(each, "allowed", "unknown")) };
        if (like !== undefined) alikeDecided.set(like, found);
      }
      return { alike, spot: placed.index, all: found.all, open: found.open };
    });
  };

  const known = new QuickLRU<string, Varying>({ maxSize: MOST_VARYING });
  let varyings = 0;
  const plain: Varying = { variations: single(surroundings.now), number: varyings++ };
  /** What varies of requests for alike actions, found once for all callers and resources of which statements say the same. */
  const variationsOf = (meeting: Meeting, { first }: AlikeActions, groups: readonly SpeakingGroup[]): Varying => {
    const varying = groups.flatMap(({ statements }) => statements.filter(({ at }) => at.varies).map(({ at }) => at));
    if (varying.length === 0) return plain;
    const { principal, resource } = meeting;
    const make = (): Varying => ({
      variations: variationsUnder(
        varying.map(({ statement }) => statement),
        { action: first, type: resource.type, principal, now: surroundings.now },
      ),
      number: varyings++,
    });
    if (varying.some(({ sources }) => sources.isOpen)) return make();
    const key = `${first.name} ${resource.type} ${meeting.caller.facts} ${varying.map(({ shape }) => shape).join()}`;
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };

  return of;
}

/** What varies, with a number of its own. */
interface Varying {
  readonly variations: Variations;
  readonly number: number;
}

/** The statements that lie over a meeting from everywhere, and behind each endpoint. */
interface Ways {
  readonly anywhere: readonly MetGroup[];
  readonly endpoints: readonly MetGroup[];
}

const speakingOf = ({ group: { mark }, statements }: MetGroup, { index }: AlikeActions): SpeakingGroup => ({
  mark,
  statements: statements.filter(({ at }) => at.reach.isReached[index] === true),
});

const reachesIn = (groups: readonly MetGroup[]) => groups.flatMap(({ statements }) => statements.map(({ at }) => at.reach));

/** The instants that requests are asked at; alike ones share what becomes of them. */
function instantsOf(placed: readonly PlacedOutcomes[]): Date[] {
  const instants = new Set<Date>();
  for (const all of new Set(placed.map((each) => each.all))) for (const { variation } of all) instants.add(variation.at);
  return [...instants];
}
