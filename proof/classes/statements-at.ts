import type { Policy, Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import type { ActionClasses, Reach } from "./action-classes.ts";
import { type ConditionSources, sourcesOf } from "./condition-sources.ts";
import type { numbering } from "./numbering.ts";
import { remembered } from "./once.ts";
import { both, conditionAsRead, isNever, PERHAPS, type ReadTruth, resourceAsRead, textOfTruth } from "./read-truth.ts";
import type { Spot, Spots } from "./spots.ts";
import { variesByItself } from "./varying.ts";

/** A statement of a policy as requests for one resource meet it. */
export interface StatementAt {
  readonly statement: Statement;
  readonly reach: Reach;
  /** Whether its resource element reaches the resource, whatever the caller. */
  readonly atResource: ReadTruth;
  readonly sources: ConditionSources;
  /** One number for what is alike of statements: effect, reach, whether conditions may keep them from applying, and what varies. */
  readonly shape: number;
  /** Whether it depends on what varies by itself whether it applies. */
  readonly varies: boolean;
}

/** What resource and place say of a statement. */
export interface SpotTruths {
  /** By place: of its conditions that do not vary, and of each that does while the request carries nothing. */
  readonly fixed: readonly ReadTruth[];
  readonly free: readonly (readonly ReadTruth[])[];
  /** By place: both as a text. */
  readonly texts: readonly string[];
  /** All of it, with the shape of the statement, as a text. */
  readonly text: string;
}

/** A statement with what resource and place say of it. */
export interface PlacedStatement {
  readonly at: StatementAt;
  readonly spots: SpotTruths;
}

/** The statements of policies side by side that speak of some action on one resource and may reach it from some places. */
export interface StatementsOf {
  readonly all: readonly PlacedStatement[];
  /** Those of which it depends on the caller whether they apply. */
  readonly ofCaller: readonly PlacedStatement[];
  /** A number for all that they say whoever calls. */
  readonly number: string;
}

/** Finds them. */
export type StatementsAt = (spots: Spots) => (policies: readonly Policy[]) => StatementsOf;

/** What statements are told apart with, over all resources. */
export interface Numbers {
  readonly shape: ReturnType<typeof numbering>;
  readonly truths: ReturnType<typeof numbering>;
}

/**
 * Finds the statements at a resource.
 * @param sample a request for it, by whomever
 */
export function statementsAt(sample: PreparedRequest, actions: ActionClasses, numbers: Numbers): StatementsAt {
  const ofPair = new Map<StatementAt["statement"]["conditions"][number], ReadTruth>();
  const atPlace = (condition: Statement["conditions"][number], { added }: Spot): ReadTruth => {
    const key = condition.lowerCaseKey;
    if (added.values(key) !== undefined || added.unknown(key) !== undefined) return conditionAsRead(condition, added);
    let known = ofPair.get(condition);
    if (known === undefined) ofPair.set(condition, (known = conditionAsRead(condition, sample.context)));
    return known;
  };
  const read = (statement: Statement): StatementAt[] => {
    const reach = actions.reachOf(statement);
    if (!reach.isReached.includes(true)) return [];
    const sources = sourcesOf(statement);
    const isOpen = (statement.resources?.variables.length ?? 0) > 0;
    const atResource = isOpen ? PERHAPS : resourceAsRead(statement, sample);
    if (isNever(atResource)) return [];
    const { freeCaller, freeSite } = sources;
    const varying = [...freeSite, ...freeCaller].map(({ operator, lowerCaseKey, expected }) => [operator, lowerCaseKey, expected]);
    const shape = [statement.isDeny, actions.number, reach.id, atResource, statement.conditions.length === 0, varying];
    return [{ statement, reach, atResource, sources, shape: numbers.shape(JSON.stringify(shape)), varies: variesByItself(statement) }];
  };
  const inPolicy = remembered((policy: Policy) => [...policy.denies, ...policy.allows].flatMap(read));
  const placed = (at: StatementAt, spots: Spots): PlacedStatement => {
    const { site, freeSite } = at.sources;
    const fixed = spots.all.map((spot) => site.reduce((all, each) => both(all, atPlace(each, spot)), at.atResource));
    const free = spots.all.map((spot) => freeSite.map((each) => atPlace(each, spot)));
    const texts = fixed.map((each, index) => [each, ...(free[index] ?? [])].map(textOfTruth).join(" "));
    const number = numbers.truths(texts.join());
    return { at, spots: { fixed, free, texts, text: `${at.shape.toString()} ${number.toString()} ${dependsOnCaller(at) ? "c" : ""}` } };
  };
  const statementsOf = (policies: readonly Policy[], spots: Spots): StatementsOf => {
    const all = policies.flatMap((policy) => inPolicy(policy).map((at) => placed(at, spots)));
    const number = numbers.truths(all.map((each) => each.spots.text).join()).toString();
    return { all, ofCaller: all.filter(({ at }) => dependsOnCaller(at)), number };
  };
  return remembered((spots: Spots) => {
    const ofOne = remembered((policy: Policy) => statementsOf([policy], spots));
    const ofSome = remembered((policies: readonly Policy[]) => statementsOf(policies, spots));
    // Lists of one policy are made for each caller anew.
    return (policies) => (policies.length === 1 && policies[0] !== undefined ? ofOne(policies[0]) : ofSome(policies));
  });
}

const dependsOnCaller = ({ statement, sources: { caller, freeCaller, isMixed, saysWhoCalls } }: StatementAt): boolean =>
  statement.principals !== undefined || caller.length + freeCaller.length > 0 || isMixed || saysWhoCalls;
