import { madeUp } from "./made-up.ts";
import { canonical, containsUnknown, isGiven, isRecord, type Properties, textOf, UNKNOWN, withoutGaps } from "./properties.ts";
import type { PhysicalName, ResourceType } from "./resource-type.ts";

/** What is wrong with one input. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** A resource's inputs as the program gives them, and what its generated name is derived from. */
export interface Inputs {
  readonly urn: string;
  readonly name: string;
  /** 1 for the first resource with this URN, 2 for its replacement and so on: a replacement gets another name. */
  readonly generation: number;
  readonly inputs: Properties;
  readonly olds: Properties | undefined;
}

const SUFFIX_LENGTH = 7;

/**
 * Checks a resource's inputs by themselves. Fills in a name where the program gives none, writes documents as text, and reports missing
 * required inputs and names that AWS does not take. A generated name stays the same in later runs.
 */
export function checkInputs(type: ResourceType, given: Inputs): { inputs: Properties; failures: readonly Failure[] } {
  const inputs = { ...withTexts(type, withoutGaps(given.inputs)), ...nameFor(type.name, given) };
  const failures = type.required
    .filter((name) => !isGiven(inputs[name]))
    .map((name) => ({ property: name, reason: `${name}: a required input is missing, got nothing; give it a value` }));
  return { inputs, failures: [...failures, ...nameFailures(type.name, inputs)] };
}

/** The inputs, with documents that were given as objects written as JSON text, as the provider sends them. */
function withTexts(type: ResourceType, inputs: Properties): Properties {
  const names = [...Object.keys(type.documents ?? {}), ...(type.json ?? [])].filter((name) => isRecord(inputs[name]));
  return {
    ...inputs,
    ...Object.fromEntries(names.map((name) => [name, containsUnknown(inputs[name]) ? UNKNOWN : canonical(inputs[name])])),
  };
}

function nameFor(name: PhysicalName | undefined, { urn, name: logical, generation, inputs, olds }: Inputs): Properties {
  if (name === undefined || isGiven(inputs[name.input])) return {};
  const old = olds === undefined ? undefined : textOf(olds, name.input);
  const prefix = name.prefixInput === undefined ? undefined : textOf(inputs, name.prefixInput);
  if (prefix === UNKNOWN) return {};
  if (old !== undefined && (prefix === undefined || old.startsWith(prefix))) return { [name.input]: old };
  const suffix = madeUp("name", urn, generation).hex(SUFFIX_LENGTH);
  const start = prefix ?? `${name.start ?? ""}${logical}-`;
  return { [name.input]: start.slice(0, name.maximumLength - SUFFIX_LENGTH) + suffix };
}

function nameFailures(name: PhysicalName | undefined, inputs: Properties): readonly Failure[] {
  const value = name === undefined ? undefined : textOf(inputs, name.input);
  if (name === undefined || value === undefined || value === UNKNOWN) return [];
  const { input, maximumLength, pattern, allowed } = name;
  const got = `got ${JSON.stringify(value)}`;
  if (value.length > maximumLength) {
    return [
      { property: input, reason: `${input}: longer than ${maximumLength} characters, ${got} (${value.length}); choose a shorter name` },
    ];
  }
  if (!pattern.test(value))
    return [{ property: input, reason: `${input}: a name that AWS does not take, ${got}; it may contain ${allowed}` }];
  return [];
}
