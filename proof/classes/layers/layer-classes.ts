import type { Action } from "../../../iam/catalogue-entries.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import { dependsOnPlace, layerExpectation } from "../../intent/layers/layer-expectation.ts";
import { type LayerAsked, type LayerExpectation } from "../../intent/layers/layer-subject.ts";
import { once, remembered } from "../once.ts";
import type { Carriage } from "../values.ts";
import type { Variation } from "../varying.ts";
import { actionGroups, speaksOf } from "./layer-groups.ts";
import type { LayerOrigin, LayerQuestion } from "./layer-question.ts";
import { requestsOf } from "./layer-requests.ts";
import type { LayerSubject } from "./layer-sources.ts";
import { OWN_TAG } from "./layer-ways.ts";
import { maySpeak, statementsOf } from "./speaking.ts";
import { byTruths, byValues } from "./telling.ts";

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
}

/**
 * How finely the requests of a question are told apart: by whether each statement of its policies applies, which is all that decides them;
 * or by every value that the statements test, for who asks what changed statements make of the requests.
 */
export type Fineness = "truths" | "values";

/** A class as it is found, without its request. */
type FoundClass = Pick<LayerClass, "about" | "expected"> & {
  readonly action: Action;
  readonly variation: Variation;
  readonly actions: Action[];
};

/** Every class of requests that a question is about. */
export function* layerClasses(subject: LayerSubject, question: LayerQuestion, fineness: Fineness): Generator<LayerClass> {
  const { intended, facts } = subject;
  const { asked, principal, resource, origins, policies } = question;
  const requests = requestsOf(subject, question);
  const statements = statementsOf(policies);
  const bare = requests.bare(question.actions[0]?.name ?? "");
  const telling =
    fineness === "values"
      ? byValues(statements, origins)
      : byTruths(
          statements.filter((each) => speaksOf(each, question.actions) && maySpeak(each, bare)),
          origins,
          requests.contextAt,
        );
  const groups = actionGroups(subject, question, telling);
  const tag = bare.context.single(OWN_TAG);
  const carriedFrom = carrying(tag === undefined ? principal.carries : { ...principal.carries, [OWN_TAG]: tag });
  // A role lies in no region: the endpoint of STS says one.
  const ownRegion = resource.service === "sts" ? (bare.context.single("aws:requestedregion") ?? "") : resource.region;
  const seenBy = new Map<string, Set<number>>();
  const seenSilent = new Set<number>();
  const seenWhose = new Set<string>();
  for (const [index, origin] of origins.entries()) {
    const carriedOf = carriedFrom(origin);
    const whose = membershipOf(origin);
    const told = `${whose} ${telling.ofOrigins[index] ?? ""}`;
    const isNewSilent = !seenWhose.has(whose);
    seenWhose.add(whose);
    const known = seenBy.get(told);
    const seen = known ?? new Set<number>();
    seenBy.set(told, seen);
    // Actions that the statements reach alike and of which the same is expected are one class, however they carry it.
    const classes = new Map<number, FoundClass>();
    for (const { action, actions, isSilent, ways } of groups) {
      const isKnown = isSilent ? !isNewSilent : known !== undefined;
      if (isKnown && !dependsOnPlace(asked, principal.who, resource.what, action.name)) continue;
      for (const { number, variation } of ways) {
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
        const alike = number * EFFECTS.length + EFFECTS.indexOf(expected.effect);
        const found = classes.get(alike);
        if (found !== undefined) found.actions.push(...actions);
        else if (!(isSilent ? seenSilent : seen).has(alike))
          classes.set(alike, { about, expected, action, variation, actions: [...actions] });
        if (isSilent) seenSilent.add(alike);
      }
    }
    for (const [alike, { action, variation, actions, about, expected }] of classes) {
      seen.add(alike);
      const request = once(() => requests.from(origin, action, variation));
      yield {
        ...{ question, origin, actions, carried: variation.carried, about, expected, bare: requests.bare(action.name) },
        get request() {
          return request();
        },
      };
    }
  }
}

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

/** What an origin says of these keys, which expectations ask for whatever statements say. */
const membershipOf = ({ context }: LayerOrigin): string => JSON.stringify(Object.entries(context).filter(([key]) => MEMBERSHIP.has(key)));

/** The organizations that an origin puts principal or resource into, and whether the request says whose the resource is. */
const MEMBERSHIP: ReadonlySet<string> = new Set(["aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID"]);
