import type { Condition } from "../../engine/condition.ts";
import type { Statement } from "../../engine/policy.ts";
import type { RequestContext } from "../../engine/request-context.ts";
import { identities } from "../numbering.ts";
import { remembered } from "../once.ts";
import { conditionAsRead, textOfTruth } from "../read-truth.ts";
import { isOdd, withChain } from "../spots.ts";
import type { Variation } from "../varying.ts";
import type { LayerOrigin } from "./layer-question.ts";

/** What requests of a question are told apart by, besides their actions and what is expected of them. */
export interface Telling {
  /** The statements that count, and whether these are all. */
  readonly statements: readonly Statement[];
  readonly isWhole: boolean;
  /** What origins are to some of the statements, as a text for each; alike origins have one. */
  readonly ofOrigins: (conditions: readonly Condition[]) => readonly string[];
  /** What a time and a way to carry keys are to some of the statements, as a text. */
  readonly ofWay: (variation: Variation, conditions: readonly Condition[]) => string;
  /** What a condition is to requests from nowhere that carry nothing, as a text. */
  readonly ofBare: (condition: Condition) => string;
  /** Whether origins may turn a condition. */
  readonly isOfPlaces: (condition: Condition) => boolean;
  /** The keys of the conditions that origins may turn, as a text. */
  readonly places: string;
}

/** Tells requests apart by every value that a statement tests, so that they show what a change of a statement makes of them, too. */
export function byValues(statements: readonly Statement[], origins: readonly LayerOrigin[]): Telling {
  const tested = new Set(statements.flatMap(({ conditions }) => conditions.map(({ lowerCaseKey }) => lowerCaseKey)));
  const ofOrigins = origins.map((origin) => valuesOf(origin, tested));
  return {
    statements,
    isWhole: true,
    ofOrigins: () => ofOrigins,
    ofWay: ({ at, carried }) => `${at.getTime().toString()} ${JSON.stringify(carried)}`,
    ofBare: () => "",
    isOfPlaces: () => false,
    places: "",
  };
}

/** What statements make of the origins of a list; questions have the same lists over and over. */
const FOUND = new WeakMap<readonly LayerOrigin[], Map<string, readonly ReadonlyMap<Condition, string>[]>>();
const numberOf = identities();

/**
 * Tells requests apart by whether the conditions of these statements hold, under every reading of AWS's pages.
 * @param at the context of the requests from an origin, and from nowhere, without what varies
 */
export function byTruths(
  statements: readonly Statement[],
  origins: readonly LayerOrigin[],
  at: (origin: LayerOrigin | undefined) => RequestContext,
): Telling {
  const conditions = statements.flatMap((each) => each.conditions);
  const variables = conditions.flatMap((each) => each.variables.map(({ key: variable }) => variable.toLowerCase()));
  if (
    variables.some((variable) => !OF_PRINCIPAL.test(variable)) ||
    statements.some(({ resources }) => (resources?.variables.length ?? 0) > 0) ||
    origins.some(isOddOrigin)
  )
    return byValues(statements, origins);
  const bare = at(undefined);
  const bareTruth = remembered((condition: Condition) => textOfTruth(conditionAsRead(condition, bare)));
  const keys = keysOf(origins);
  const ofPlaces = conditions.filter(({ lowerCaseKey }) => keys.has(lowerCaseKey));
  const known = FOUND.get(origins) ?? new Map<string, readonly ReadonlyMap<Condition, string>[]>();
  FOUND.set(origins, known);
  const said = [...ofPlaces.map(({ lowerCaseKey }) => lowerCaseKey), ...variables];
  const key = JSON.stringify([statements.map(numberOf), said.map((each) => bare.values(each) ?? "")]);
  const truthsAt = (origin: LayerOrigin) =>
    new Map(ofPlaces.map((each) => [each, textOfTruth(conditionAsRead(each, at(origin)))] as const));
  const truths = known.get(key) ?? origins.map(truthsAt);
  known.set(key, truths);
  return {
    statements,
    isWhole: false,
    ofOrigins: (some) =>
      origins.map((origin, index) => `${isForwarded(origin)} ${some.map((each) => truths[index]?.get(each) ?? "").join("")}`),
    ofBare: bareTruth,
    isOfPlaces: ({ lowerCaseKey }) => keys.has(lowerCaseKey),
    places: [...new Set(ofPlaces.map(({ lowerCaseKey }) => lowerCaseKey))].sort().join(),
    ofWay: ({ isPlain, changes }, some) => {
      if (isPlain || some.length === 0) return some.map(bareTruth).join("");
      const context = bare.further(changes);
      const changed = new Set(Object.keys(changes).map((each) => each.toLowerCase()));
      return some.map((each) => (changed.has(each.lowerCaseKey) ? textOfTruth(conditionAsRead(each, context)) : bareTruth(each))).join("");
    },
  };
}

/** Keys of variables that the principal of a question decides: all of its requests have the same value. */
const OF_PRINCIPAL = /^aws:principaltag\//;

const KEYS = new WeakMap<readonly LayerOrigin[], ReadonlySet<string>>();

/** Keys that some of the origins say, in lower case. */
function keysOf(origins: readonly LayerOrigin[]): ReadonlySet<string> {
  const keys =
    KEYS.get(origins) ?? new Set(origins.flatMap(({ context }) => Object.keys(withChain(context)).map((key) => key.toLowerCase())));
  KEYS.set(origins, keys);
  return keys;
}

const isOddOrigin = ({ context }: LayerOrigin): boolean => isOdd(context);

const isForwarded = ({ context }: LayerOrigin): string => String(context["aws:ViaAWSService"] ?? "");

/** What an origin says under some keys. */
const valuesOf = (origin: LayerOrigin, tested: ReadonlySet<string>): string =>
  JSON.stringify([isForwarded(origin), ...Object.entries(origin.context).filter(([key]) => tested.has(key.toLowerCase()))]);
