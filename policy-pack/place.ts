import { z } from "zod";
import { wildcard } from "../iam/wildcard.ts";
import type { DeclaredGrants } from "./declared-grants.ts";
import { ownAccountOf } from "./own-account.ts";
import type { SeenResource } from "./rule.ts";
import type { Properties } from "./unknown-values.ts";

/** How a rule is enforced at a place. */
export type PlacedLevel = "mandatory" | "advisory" | "disabled";

/** How a rule is enforced. `remediate` mends what the rule can mend before it judges, and is mandatory for the rest. */
export type Level = PlacedLevel | "remediate";

/** Where a resource is deployed, as far as the pack can know. */
export interface Place {
  readonly stack: string;
  readonly project: string;
  readonly account: string | undefined;
  /** The path of the account's unit, from the file of declared grants. */
  readonly organizationalUnit: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const pattern = (what: string) => z.string().min(1).optional().describe(`${what}; \`*\` and \`?\` are wildcards.`);

/** Levels and settings for some places, as the configuration states them. */
export const placeSchema = z
  .strictObject({
    stack: pattern("The stack's name"),
    project: pattern("The project's name"),
    account: z
      .string()
      .regex(/^(?:\d{12}|\d*[*?][\d*?]*)$/, 'is no account id; write 12 digits without hyphens, such as "300000000001"')
      .optional()
      .describe("The id of the account; `*` and `?` are wildcards."),
    organizationalUnit: pattern("The path of the account's unit; units below it count too"),
    tags: z.record(z.string(), z.string()).optional().describe("Tags of the stack, all of which it must have."),
    rules: z
      .record(z.string(), z.unknown())
      .refine((rules) => Object.keys(rules).length > 0, "sets nothing; name a rule, or all, with its level")
      .describe("The level, settings, or both of each rule, as in the configuration itself."),
  })
  .refine(
    ({ rules: _, ...where }) => Object.values(where).some((each) => each !== undefined),
    "is for no place; name a stack, a project, an account, a unit or tags",
  );

/** Levels and settings for some places, read. */
export interface PlacedSettings extends Omit<z.output<typeof placeSchema>, "rules"> {
  readonly levels: Readonly<Record<string, PlacedLevel>>;
  readonly settings: Readonly<Record<string, Properties>>;
}

/** Where a resource is deployed. The account is that of its provider, or of what it is attached to. */
export function placeOf(resource: SeenResource, declared: DeclaredGrants | undefined, tags: Place["tags"] = {}): Place {
  const [head = "", project = ""] = resource.urn.split("::");
  const account = ownAccountOf(resource);
  const unit = declared?.accounts.find(({ id }) => id !== undefined && id === account)?.organizationalUnit;
  return { stack: head.split(":").slice(2).join(":"), project, account, organizationalUnit: unit, tags };
}

/** What all places have in common; empty texts where they differ. */
export function commonPlace(places: readonly Place[]): Place {
  const only = <Value>(values: readonly Value[]): Value | undefined => (new Set(values).size === 1 ? values[0] : undefined);
  // Resources of no provider, such as components, lie in no account.
  const inAccounts = places.filter(({ account }) => account !== undefined);
  return {
    stack: only(places.map(({ stack }) => stack)) ?? "",
    project: only(places.map(({ project }) => project)) ?? "",
    account: only(inAccounts.map(({ account }) => account)),
    organizationalUnit: only(inAccounts.map(({ organizationalUnit }) => organizationalUnit)),
    tags: places[0]?.tags ?? {},
  };
}

/** A place of which nothing is known. */
export const NOWHERE = commonPlace([]);

/** The level of a rule at a place, where the configuration sets one. The last entry wins, and one for the rule before one for all. */
export function levelAt(rule: string, place: Place, entries: readonly PlacedSettings[]): PlacedLevel | undefined {
  const levels = entries.filter((entry) => isAt(entry, place)).map((entry) => entry.levels);
  return levels.flatMap((each) => each[rule] ?? []).at(-1) ?? levels.flatMap((each) => each["all"] ?? []).at(-1);
}

/** The settings of a rule at a place, over its general ones. */
export function settingsAt(rule: string, place: Place, entries: readonly PlacedSettings[], general: Properties): Properties {
  return Object.assign(
    {},
    general,
    ...entries.filter((entry) => isAt(entry, place)).map(({ settings }) => settings[rule] ?? {}),
  ) as Properties;
}

function isAt({ stack, project, account, organizationalUnit: unit, tags = {} }: PlacedSettings, place: Place): boolean {
  return (
    isLike(stack, place.stack) &&
    isLike(project, place.project) &&
    isLike(account, place.account) &&
    (isLike(unit, place.organizationalUnit) || isLike(`${unit ?? ""}/*`, place.organizationalUnit)) &&
    Object.entries(tags).every(([key, value]) => Object.hasOwn(place.tags, key) && isLike(value, place.tags[key]))
  );
}

const isLike = (wanted: string | undefined, value: string | undefined): boolean =>
  wanted === undefined || (value !== undefined && value !== "" && wildcard(wanted).test(value));
