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
];

/** Whether a key varies by itself. */
export const isFree = (key: string): boolean => !DECIDED.some((pattern) => pattern.test(key));

const MULTIVALUED = new Set([
  "aws:tagkeys",
  "dynamodb:leadingkeys",
  "dynamodb:attributes",
  "kms:encryptioncontextkeys",
  "kms:grantoperations",
]);
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
    const values = valuesOf(key, [...new Set(literals.map((each) => exampleOf(each, resolve)))], isMultivalued);
    const further = tellingValues({ key, conditions: testing, isMultivalued, values }, resolve);
    all = all.flatMap((carriage) =>
      [...values, ...further].map((value) => ({ ...carriage, ...(value === undefined ? {} : { [key]: value }) })),
    );
  }
  return all;
}

function valuesOf(key: string, literals: readonly string[], isMultivalued: boolean): KeyValue[] {
  if (!isMultivalued) return [undefined, ...literals, OTHER];
  // A tag of a request is among the keys, so that each may stand beside another one.
  const besides = key === "aws:tagkeys" ? literals : literals.slice(0, 1);
  return [undefined, ...literals.map((each) => [each]), [OTHER], ...besides.map((each) => [each, OTHER])];
}

/** A text that a literal with wildcards and variables matches. */
function exampleOf(literal: string, resolve: (variable: string) => string | undefined): string {
  return literal.replace(/\$\{([^}]*)\}/g, (_, variable: string) => resolve(variable) ?? OTHER).replace(/[*?]/g, "x");
}
