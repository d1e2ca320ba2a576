import type { Action } from "../../../iam/catalogue-entries.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import { dependsOnPlace, layerExpectation } from "../../intent/layers/layer-expectation.ts";
import { type LayerAsked, type LayerExpectation } from "../../intent/layers/layer-subject.ts";
import { once, remembered } from "../once.ts";
import type { Carriage } from "../values.ts";
import type { Variation } from "../varying.ts";
import { type AlikenessOf, type AlikeQuestions, nothingAlike } from "./alike-questions.ts";
import { actionGroups, speaksOf } from "./layer-groups.ts";
import type { LayerOrigin, LayerQuestion } from "./layer-question.ts";
import { type LayerRequests, requestsOf } from "./layer-requests.ts";
import type { LayerSubject } from "./layer-sources.ts";
import { OWN_TAG } from "./layer-ways.ts";
import { maySpeak, statementsOf } from "./speaking.ts";
import { byTruths, byValues, type Telling } from "./telling.ts";
import { membershipOf } from "./told-origins.ts";

/** One class of requests to a layer, by one example. */
export interface LayerClass {
  readonly question: LayerQuestion;
  readonly origin: LayerOrigin;
  /** Every action of the class; the first one is asked about. */
  readonly actions: readonly Action[];
  readonly carried: Carriage;
  readonly about: LayerAsked;
  /** The example. It is read when it is asked for. */
  readonly request: PreparedRequest;
  /** The same without what its origin adds and what it carries. */
  readonly bare: PreparedRequest;
  readonly expected: LayerExpectation;
  /** Says that it is decided as intended: alike questions need not be asked about it. */
  readonly settle: () => void;
}

/** A class as it is found, without its request. */
type FoundClass = Pick<LayerClass, "about" | "expected"> & {
  readonly action: Action;
  readonly variation: Variation;
  readonly actions: Action[];
};

/**
 * The classes of requests that a question is about, told apart by whether each statement of its policies applies, which is all that decides
 * them. Those that alike questions have settled are left out.
 */
export function classesByTruths(subject: LayerSubject, question: LayerQuestion, alikenessOf: AlikenessOf): Generator<LayerClass> {
  const { origins, policies } = question;
  const requests = requestsOf(subject, question);
  const bare = requests.bare(question.actions[0]?.name ?? "");
  const speaking = statementsOf(policies).filter((each) => speaksOf(each, question.actions) && maySpeak(each, bare));
  const telling = byTruths(speaking, origins, requests.contextAt);
  return classesOf(subject, question, { requests, telling, alike: alikenessOf(question, telling, bare) });
}

/**
 * Every class of requests that a question is about, told apart by every value that the statements test, for who asks what changed statements
 * make of the requests.
 */
export function classesByValues(subject: LayerSubject, question: LayerQuestion): Generator<LayerClass> {
  const telling = byValues(statementsOf(question.policies), question.origins);
  return classesOf(subject, question, { requests: requestsOf(subject, question), telling, alike: nothingAlike() });
}

/** How the classes of a question are told apart. */
interface Division {
  readonly requests: LayerRequests;
  readonly telling: Telling;
  readonly alike: AlikeQuestions;
}

function* classesOf(subject: LayerSubject, question: LayerQuestion, { requests, telling, alike }: Division): Generator<LayerClass> {
  const { intended, facts } = subject;
  const { asked, principal, resource, origins } = question;
  const bare = requests.bare(question.actions[0]?.name ?? "");
  const groups = actionGroups(subject, question, telling, alike);
  const tag = bare.context.single(OWN_TAG);
  const carriedFrom = carrying(tag === undefined ? principal.carries : { ...principal.carries, [OWN_TAG]: tag });
  // A role lies in no region: the endpoint of STS says one.
  const ownRegion = resource.service === "sts" ? (bare.context.single("aws:requestedregion") ?? "") : resource.region;
  const asking = groups.map((group) => ({
    group,
    from: group.from(question, telling),
    isEverywhere: dependsOnPlace(asked, principal.who, resource.what, group.action.name),
  }));
  const seen = new Set<number>();
  for (const [index, origin] of origins.entries()) {
    const carriedOf = carriedFrom(origin);
    // Actions that the statements reach alike and of which the same is expected are one class, however they carry it.
    const classes = new Map<number, FoundClass>();
    for (const { group, from, isEverywhere } of asking) {
      const there = from[index];
      if (there === undefined || !(there.isFirst || isEverywhere)) continue;
      const { action, actions } = group;
      for (const way of group.ways) {
        const { variation } = way;
        const about: LayerAsked = {
          who: principal.who,
          action: action.name,
          what: resource.what,
          where: origin.where,
          region: origin.region ?? ownRegion,
          regionOfWhat: resource.region,
          at: variation.at,
          carried: carriedOf(variation.carried),
        };
        const expected = layerExpectation(intended, asked, about, resource.declared, facts);
        if (expected.effect === "open") continue;
        const number = (there.number * MANY + way.number) * EFFECTS.length + EFFECTS.indexOf(expected.effect);
        if (alike.settled.has(number)) continue;
        const found = classes.get(number);
        if (found !== undefined) found.actions.push(...actions);
        else if (!seen.has(number)) classes.set(number, { about, expected, action, variation, actions: [...actions] });
      }
    }
    for (const [number, { action, variation, actions, about, expected }] of classes) {
      seen.add(number);
      const request = once(() => requests.from(origin, action, variation));
      yield {
        ...{ question, origin, actions, carried: variation.carried, about, expected, bare: requests.bare(action.name) },
        settle: () => alike.settled.add(number),
        get request() {
          return request();
        },
      };
    }
  }
}

/** More than there are ways to carry keys that statements tell apart. */
const MANY = 2 ** 20;

const EFFECTS: readonly LayerExpectation["effect"][] = ["denied", "left", "allowed"];

/** What requests carry, as expectations ask for it; found once for each way to carry. */
function carrying(carries: ContextValues): (origin: LayerOrigin) => (carried: Carriage) => LayerAsked["carried"] {
  const own = Object.entries(carries);
  const inOrganizations = remembered((text: string) => {
    const always = [...own, ...(JSON.parse(text) as typeof own)];
    return remembered((carried: Carriage): LayerAsked["carried"] => {
      const pairs = [...always, ...Object.entries(carried)];
      return new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const));
    });
  });
  return (origin) => inOrganizations(membershipOf(origin));
}
