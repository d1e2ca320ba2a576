import type { Condition } from "../engine/condition.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { type KeyValue, tellingValues } from "./telling-values.ts";

/** One way to carry or lack the keys that statements test, as context and by keys in lower case. */
export type Carriage = ContextValues;

/** Keys that principal, resource, origin and time decide; nothing else varies them. */
const DECIDED = [
  /^aws:principal/,
  /^aws:resource/,
  /^aws:source(?:vpc|vpce|ip|vpcarn)$/,
  /^aws:vpc/,
  /^aws:viaawsservice$/,
  /^aws:calledvia/,
  /^aws:requestedregion$/,
  /^aws:currenttime$/,
  /^aws:epochtime$/,
  /^kms:viaservice$/,
  /^kms:calleraccount$/,
  /^organizations:policytype$/,
];

/** Whether a key varies by itself. */
export const isFree = (key: string): boolean => !DECIDED.some((pattern) => pattern.test(key));

const MULTIVALUED = new Set(["dynamodb:leadingkeys", "dynamodb:attributes", "kms:encryptioncontextkeys", "kms:grantoperations"]);
export const OTHER = "palisade-other";

/**
 * Every way to carry the free keys of these conditions that one of them may tell from the others: each literal, a value that none of them
 * names, and no value; of multivalued keys two values together, too; and whatever else tells the conditions apart (`tellingValues`).
 * @param resolve a policy variable's value, since literals may hold variables
 */
export function carriages(conditions: readonly Condition[], resolve: (variable: string) => string | undefined): Carriage[] {
  const byKey = Map.groupBy(
    conditions.filter(({ lowerCaseKey }) => isFree(lowerCaseKey)),
    ({ lowerCaseKey }) => lowerCaseKey,
  );
  let all: Carriage[] = [{}];
  for (const [key, testing] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const literals = testing.flatMap(({ operator, expected }) => (/null$/i.test(operator) ? [] : expected));
    const isMultivalued = MULTIVALUED.has(key) || testing.some(({ use }) => use?.isNull === false && use.prefix !== undefined);
    const named = [...new Set(literals.map((each) => exampleOf(each, resolve)))];
    const values = valuesOf(named, isMultivalued);
    const further = tellingValues({ key, conditions: testing, isMultivalued, values }, resolve);
    all = all.flatMap((carriage) =>
      [...(key === TAG_KEYS ? tagKeysOf(named, carriage) : values), ...further].map((value) => ({
        ...carriage,
        ...(value === undefined ? {} : { [key]: value }),
      })),
    );
  }
  return all;
}

const TAG_KEYS = "aws:tagkeys";
const REQUEST_TAG = "aws:requesttag/";

/** The keys of a request's tags: those of the tags that it carries, alone and with another one. */
function tagKeysOf(literals: readonly string[], carriage: Carriage): (readonly string[] | undefined)[] {
  const carried = Object.keys(carriage).flatMap((key) => (key.startsWith(REQUEST_TAG) ? [key.slice(REQUEST_TAG.length)] : []));
  if (carried.length === 0) return [undefined, ...[...literals, OTHER].map((each) => [each]), ...literals.map((each) => [each, OTHER])];
  const named = carried.map((key) => literals.find((each) => each.toLowerCase() === key) ?? key);
  return [named, ...[...literals, OTHER].filter((each) => !named.includes(each)).map((each) => [...named, each])];
}

function valuesOf(literals: readonly string[], isMultivalued: boolean): KeyValue[] {
  if (!isMultivalued) return [undefined, ...literals, OTHER];
  return [undefined, ...literals.map((each) => [each]), [OTHER], ...literals.slice(0, 1).map((each) => [each, OTHER])];
}

/** A text that a literal with wildcards and variables matches. */
function exampleOf(literal: string, resolve: (variable: string) => string | undefined): string {
  return literal.replace(/\$\{([^}]*)\}/g, (_, variable: string) => resolve(variable) ?? OTHER).replace(/[*?]/g, "x");
}
