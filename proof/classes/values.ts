import type { Condition } from "../engine/condition.ts";
import type { ContextValues } from "../engine/request-context.ts";

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
  /^aws:securetransport$/,
  /^kms:viaservice$/,
  /^kms:calleraccount$/,
];

/** Whether a key varies by itself. */
export const isFree = (key: string): boolean => !DECIDED.some((pattern) => pattern.test(key));

const MULTIVALUED = new Set(["dynamodb:leadingkeys", "dynamodb:attributes", "kms:encryptioncontextkeys", "kms:grantoperations"]);
export const OTHER = "palisade-other";

/**
 * Every way to carry the free keys of these conditions that one of them may tell from the others: each literal, a value that none of them
 * names, and no value; of multivalued keys two values together, too.
 * @param resolve a policy variable's value, since literals may hold variables
 */
export function carriages(conditions: readonly Condition[], resolve: (variable: string) => string | undefined): Carriage[] {
  const literals = new Map<string, Set<string>>();
  for (const { lowerCaseKey, expected, operator } of conditions) {
    if (!isFree(lowerCaseKey)) continue;
    const found = literals.get(lowerCaseKey) ?? new Set<string>();
    literals.set(lowerCaseKey, found);
    if (/null$/i.test(operator)) continue;
    for (const value of expected) found.add(exampleOf(value, resolve));
  }
  let all: Carriage[] = [{}];
  for (const [key, values] of [...literals].sort(([a], [b]) => (a < b ? -1 : 1)))
    all = all.flatMap((carriage) =>
      (key === TAG_KEYS ? tagKeysOf([...values], carriage) : valuesOf(key, [...values])).map((value) => ({
        ...carriage,
        ...(value === undefined ? {} : { [key]: value }),
      })),
    );
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

function valuesOf(key: string, literals: readonly string[]): (string | readonly string[] | undefined)[] {
  if (!MULTIVALUED.has(key)) return [undefined, ...literals, OTHER];
  return [undefined, ...literals.map((each) => [each]), [OTHER], ...literals.slice(0, 1).map((each) => [each, OTHER])];
}

/** A text that a literal with wildcards and variables matches. */
function exampleOf(literal: string, resolve: (variable: string) => string | undefined): string {
  return literal.replace(/\$\{([^}]*)\}/g, (_, variable: string) => resolve(variable) ?? OTHER).replace(/[*?]/g, "x");
}
