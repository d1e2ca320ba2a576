import { z } from "zod";
import { nearest } from "../iam/nearest.ts";
import { type Exemption, exemptionSchema } from "./exemption.ts";
import { type Level, type PlacedLevel, type PlacedSettings, placeSchema } from "./place.ts";
import type { Rule } from "./rule.ts";
import { EXEMPTIONS } from "./rules/exemptions.ts";
import { PLACES } from "./rules/places.ts";
import { isRecord, type Properties } from "./unknown-values.ts";

/** The pack's configuration. */
export interface Configuration {
  readonly exemptions: readonly Exemption[];
  /** Levels and settings for some places, over the general ones. */
  readonly places: readonly PlacedSettings[];
  /** The settings of each rule that has any in the configuration. */
  readonly settings: Readonly<Record<string, Properties>>;
  /** The levels that the configuration sets; `all` is for every rule that is not named. */
  readonly levels: Readonly<Record<string, Level>>;
}

/** A configuration that changes nothing. */
export const NO_CONFIGURATION: Configuration = { exemptions: [], places: [], settings: {}, levels: {} };

const PLACED_LEVELS: readonly string[] = ["mandatory", "advisory", "disabled"] satisfies readonly PlacedLevel[];
const LEVELS: readonly string[] = [...PLACED_LEVELS, "remediate"] satisfies readonly string[];

/**
 * Reads the configuration that `--policy-pack-config` names: for each rule its level, or its settings with or without a level. Pulumi passes
 * rules and settings that do not exist on to the pack, so they are refused here.
 * https://www.pulumi.com/docs/insights/policy/policy-packs/configuration/
 */
export function readConfiguration(
  json: unknown,
  rules: readonly Rule[],
):
  | { readonly configuration: Configuration; readonly problems?: undefined }
  | { readonly problems: readonly string[]; readonly configuration?: undefined } {
  if (!isRecord(json)) return { problems: [`the configuration is no JSON object, got ${shown(json)}; write { "<rule>": { … } }`] };
  const names = rules.map(({ name }) => name);
  const read = Object.entries(json).map(([name, value]) => readEntry(name, value, rules));
  const exemptions = listIn(json[EXEMPTIONS], exemptionSchema);
  const places = listIn(json[PLACES], placeSchema).map(({ rules: placed, ...where }) => ({
    ...where,
    entries: Object.entries(placed).map(([name, value]) => readEntry(name, value, rules, PLACED_LEVELS)),
  }));
  const problems = [
    ...read.flatMap((entry) => entry.problems),
    ...places.flatMap(({ entries }, index) =>
      entries.flatMap((entry) => entry.problems.map((problem) => `${PLACES}.list[${index}].rules: ${problem}`)),
    ),
    ...exemptions.flatMap(({ rule }, index) =>
      names.includes(rule) ? [] : [noSuchRule(`${EXEMPTIONS}.list[${index}].rule`, rule, names)],
    ),
  ];
  if (problems.length > 0) return { problems };
  return {
    configuration: {
      exemptions,
      places: places.map(({ entries, ...where }) => ({ ...where, ...byRule<PlacedLevel>(entries) })),
      ...byRule<Level>(read),
    },
  };
}

/** The items of a list in the configuration. None where one of them is wrong, which the settings of its rule report. */
const listIn = <Schema extends z.ZodType>(value: unknown, item: Schema): readonly z.output<Schema>[] =>
  z.array(item).safeParse(isRecord(value) ? (value["list"] ?? []) : []).data ?? [];

/** The settings and levels of entries, whose levels are known to exist. */
const byRule = <Levels extends Level>(entries: readonly Entry[]) => ({
  settings: Object.fromEntries(entries.map(({ name, settings }) => [name, settings])),
  levels: Object.fromEntries(entries.flatMap(({ name, level }) => (level === undefined ? [] : [[name, level as Levels]]))),
});

interface Entry {
  readonly name: string;
  readonly level: unknown;
  readonly settings: Properties;
  readonly problems: readonly string[];
}

function readEntry(name: string, value: unknown, rules: readonly Rule[], levels = LEVELS): Entry {
  const { enforcementLevel: level, ...settings } = isRecord(value) ? value : { enforcementLevel: value };
  const rule = rules.find((each) => each.name === name);
  if (Array.isArray(value) && isListed(rule)) return { name, level: undefined, settings: {}, problems: [noList(name, value)] };
  const names = [...rules.map((each) => each.name), "all"];
  const isLevel = level === undefined || (typeof level === "string" && levels.includes(level));
  const problems = [
    ...(rule === undefined && name !== "all" ? [noSuchRule("the configuration", name, names)] : []),
    ...(isLevel ? [] : [`${name}: there is no such level, got ${shown(level)}; write ${levels.map(shown).join(", ")}`]),
    ...(rule === undefined ? [] : settingProblems(rule, settings)),
    ...(name === "all"
      ? Object.keys(settings).map((key) => `all: there is no such setting, got ${shown(key)}; all has a level alone`)
      : []),
    ...(levels === PLACED_LEVELS && isListed(rule)
      ? Object.keys(settings).map(
          (key) => `${name}: a place sets its level alone, got ${shown(key)}; write it under ${name} of the configuration`,
        )
      : []),
  ];
  return { name, level, settings, problems };
}

/** Whether a rule's settings are a list, which is for all places. */
const isListed = (rule: Rule | undefined): boolean => rule?.name === PLACES || rule?.name === EXEMPTIONS;

const noList = (name: string, value: unknown): string =>
  `${name}: is a list without its name, got ${shown(value)}; write { "list": [ … ] }`;

function settingProblems({ name, settings: schema = z.strictObject({}) }: Rule, given: Properties): readonly string[] {
  return (schema.safeParse(given).error?.issues ?? []).flatMap((issue) => {
    const where = [name, ...issue.path].join(".").replace(/\.(\d+)/g, "[$1]");
    if (issue.code !== "unrecognized_keys") return [problemText(where, name, issue, valueAt(given, issue.path))];
    const known = Object.keys(issue.path.length === 0 ? schema.shape : name === PLACES ? placeSchema.shape : exemptionSchema.shape);
    return issue.keys.map((key) => `${where}: there is no such setting, got ${shown(key)}; ${meant(key, known)}`);
  });
}

const KINDS: Readonly<Record<string, string>> = { array: "list", record: "object", string: "text in quotes" };

/** What is wrong with a value, in plain words. Messages of our own have their remedy after a semicolon. */
function problemText(where: string, rule: string, issue: z.core.$ZodIssue, value: unknown): string {
  const page = `see ${rule} in the list of rules (README.md of the bundle, docs/policies.md)`;
  if (issue.code === "invalid_value")
    return `${where}: is none of its values, got ${shown(value)}; write ${issue.values.map(shown).join(" or ")}`;
  if (issue.code !== "invalid_type") {
    const [what = "", remedy = page] = issue.message.split("; ");
    return `${where}: ${what}, got ${shown(value)}; ${remedy}`;
  }
  if (value === undefined) return `${where}: is missing, got nothing; ${page}`;
  return `${where}: is no ${KINDS[issue.expected] ?? issue.expected}, got ${shown(value)}; ${page}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

const noSuchRule = (where: string, name: string, names: readonly string[]): string =>
  `${where}: there is no such rule, got ${shown(name)}; ${meant(name, names)}`;

function meant(name: string, names: readonly string[]): string {
  const suggestion = nearest(name, names);
  if (suggestion !== undefined) return `did you mean ${shown(suggestion)}?`;
  return names.length === 0 ? "it has no settings" : `write one of ${names.join(", ")}`;
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
