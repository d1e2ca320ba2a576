import { OTHER } from "../classes/values.ts";
import type { CarriedKey, Terms } from "./access.ts";

/** What becomes of a request at an instant with these further keys. */
export interface Cell {
  readonly at: number;
  readonly carried: Readonly<Record<string, string | readonly string[]>>;
  readonly isAllowed: boolean;
  readonly unknowns: readonly string[];
  readonly byOwnPermissions: boolean;
}

/** A stretch of time in which requests are decided alike. */
type Run = Omit<Terms, "carrying">;

/** The terms under which requests that differ in time and in further keys are allowed; together they say exactly what the cells say. */
export function termsOf(cells: readonly Cell[], now: number): Terms[] {
  if (cells.every(({ isAllowed }) => !isAllowed)) return [];
  const keys = [...new Set(cells.flatMap(({ carried }) => Object.keys(carried)))].sort();
  const byCarried = Map.groupBy(cells, ({ carried }) => JSON.stringify(keys.map((key) => carried[key] ?? null)));
  const combinations = [...byCarried].map(([text, at]) => ({ values: JSON.parse(text) as Value[], runs: runsOf(at, now) }));
  const domains = keys.map((_, index) => new Set(combinations.map(({ values }) => JSON.stringify(values[index]))));
  return [...Map.groupBy(combinations, ({ runs }) => JSON.stringify(runs)).values()].flatMap((alike) =>
    (alike[0]?.runs ?? []).flatMap((run) =>
      boxes(
        alike.map(({ values }) => values.map((value) => JSON.stringify(value))),
        keys,
        domains,
      ).map((carrying) => ({ ...run, carrying })),
    ),
  );
}

type Value = string | readonly string[] | null;

/** The stretches in which requests are allowed that have not ended yet. Instants are asked about on both sides of each end. */
function runsOf(cells: readonly Cell[], now: number): Run[] {
  const sorted = cells.toSorted((a, b) => a.at - b.at);
  const runs: Run[] = [];
  for (const [index, { at, isAllowed, unknowns, byOwnPermissions }] of sorted.entries()) {
    if (!isAllowed) continue;
    const { at: until } = sorted[index + 1] ?? {};
    if (until !== undefined && until <= now) continue;
    const run = { unknowns, since: at <= now ? undefined : at, until, byOwnPermissions };
    const last = runs.at(-1);
    const goesOn = last?.until === at && sameBut(last, run);
    if (goesOn) runs[runs.length - 1] = { ...last, until };
    else runs.push(run);
  }
  return runs;
}

const sameBut = (a: Run, b: Run): boolean =>
  a.byOwnPermissions === b.byOwnPermissions && JSON.stringify(a.unknowns) === JSON.stringify(b.unknowns);

/** Combinations of values as few lists of keys, none where every value of every key is among them. */
function boxes(
  combinations: readonly (readonly string[])[],
  keys: readonly string[],
  domains: readonly ReadonlySet<string>[],
): CarriedKey[][] {
  const [key, ...others] = keys;
  const [domain, ...otherDomains] = domains;
  if (key === undefined || domain === undefined) return [[]];
  const rest = Map.groupBy(combinations, ([value = ""]) => value);
  const alike = Map.groupBy(rest, ([, all]) => JSON.stringify(all.map(([, ...values]) => values.join("\0")).sort()));
  return [...alike.values()].flatMap((group) => {
    const values = group.map(([value]) => value);
    const below = boxes(
      (group[0]?.[1] ?? []).map(([, ...each]) => each),
      others,
      otherDomains,
    );
    return values.length === domain.size ? below : below.map((each) => [carriedKey(key, values, domain), ...each]);
  });
}

function carriedKey(key: string, values: readonly string[], domain: ReadonlySet<string>): CarriedKey {
  const named = (texts: Iterable<string>) => [...texts].filter((text) => text !== "null" && !isOther(text)).map(textOf);
  return {
    key,
    values: named(values),
    refused: named([...domain].filter((text) => !values.includes(text))),
    isOther: values.some(isOther),
    isAbsent: values.includes("null"),
  };
}

const isOther = (text: string): boolean => text === JSON.stringify(OTHER) || text === JSON.stringify([OTHER]);

function textOf(json: string): string {
  const value = JSON.parse(json) as string | readonly string[];
  return typeof value === "string" ? value : value.map((each) => (each === OTHER ? "another" : each)).join(" and ");
}
