import type { ReportedChange } from "./access/change-report.ts";
import { changeText } from "./access/print-changes.ts";
import { colours } from "./colours.ts";
import { count } from "./count.ts";
import type { DriftAccess, DriftJudgement, JudgedDrift } from "./drift-report.ts";
import { namesText } from "./page-list.ts";
import { logicalName, stackOf } from "./urn-names.ts";
import { wrapped } from "./wrapped.ts";

const ACCESS: Readonly<Record<DriftAccess, string>> = {
  opens: colours.red("opens access"),
  "opens and closes": colours.red("opens and closes access"),
  closes: colours.green("closes access"),
  same: "changes no access",
  "not known": colours.yellow("not known whether it opens access"),
};

/** What differs, stack by stack, each with what it does to access. */
export function driftText({ drifts, together }: DriftJudgement): string {
  const stacks = [...Map.groupBy(drifts, ({ stack }) => stack)];
  // What several do together is printed with the first of them.
  const firsts = new Set<readonly ReportedChange[]>();
  const text = (each: JudgedDrift) => {
    const isFirst = !firsts.has(each.changes);
    firsts.add(each.changes);
    return resourceText(each, isFirst);
  };
  const lines = stacks.map(([stack, all]) => `\n${colours.bold(stack)}\n${all.map(text).join("")}`);
  if (together.length === 0) return lines.join("");
  const word = together.some(({ kind }) => kind !== "loses") ? colours.red("open access") : colours.green("close access");
  return `${lines.join("")}\nTogether they ${word} that none of them changes alone:\n${changesText(together)}`;
}

/** At most this many changes are printed that nobody gains by, or that are about an example of what may exist. */
const MOST_OTHERS = 5;

function changesText(changes: readonly ReportedChange[]): string {
  const [gained, others] = [true, false].map((is) => changes.filter(({ kind, isExample }) => (kind !== "loses" && !isExample) === is));
  const more = (others?.length ?? 0) - MOST_OTHERS;
  const shown = [...(gained ?? []), ...(others ?? []).slice(0, MOST_OTHERS)].map(changeText).map(indented);
  return `${shown.join("")}${more > 0 ? `    and ${more.toString()} more, which --json lists\n` : ""}`;
}

function resourceText({ drift, access, notKnown, changes, judgedWith }: JudgedDrift, isFirst: boolean): string {
  const name = logicalName(drift.urn);
  const lines = [
    `  ${name} (${drift.type}) ${drift.kind === "gone" ? "is gone" : "was changed"}: ${ACCESS[access]}\n`,
    ...drift.properties.map(({ name: property, state, found }) =>
      wrapped(`${property}: ${differenceText(state, found)}`, { first: "    ", rest: 6 }),
    ),
    ...notKnown.map((what) => wrapped(`not known: ${what}`, { first: "    ", rest: 6 })),
    ...togetherLines(judgedWith, changes.length > 0),
    isFirst || changes.length === 0 ? changesText(changes) : "    what they change stands above\n",
  ];
  return lines.join("");
}

/** With which others a drift is judged: by name where they change anything. */
function togetherLines(urns: readonly string[], hasChanges: boolean): string[] {
  if (urns.length === 0) return [];
  const others = hasChanges ? namesText(urns.map((urn) => `${logicalName(urn)} of ${stackOf(urn)}`)) : count(urns.length, "other");
  return [wrapped(`judged together with ${others}`, { first: "    ", rest: 6 })];
}

const indented = (paragraph: string): string => paragraph.trim().replaceAll(/^/gm, "    ").concat("\n");

/** How many differ, and what to do. */
export function driftSummary(
  { drifts }: DriftJudgement,
  {
    looked,
    of,
    seconds,
    restore,
  }: { readonly looked: number; readonly of: number; readonly seconds: number; readonly restore: (stacks: string) => string },
): string {
  const stacks = [...new Set(drifts.map(({ stack }) => stack))];
  const time = `${seconds.toFixed(1)} s`;
  const unseen = looked === of ? "" : `; ${count(of - looked, "stack")} could not be looked at`;
  if (drifts.length === 0) return `no drift in ${count(looked, "stack")}${unseen}, ${time}\n`;
  const by = (some: readonly DriftAccess[]) => drifts.filter(({ access }) => some.includes(access)).length;
  const counts = [
    [by(["opens", "opens and closes"]), "opens access", "open access"],
    [by(["closes"]), "closes access", "close access"],
    [by(["same"]), "changes no access", "change no access"],
    [by(["not known"]), "is not known", "are not known"],
  ] as const;
  const parts = counts.flatMap(([number, one, several]) => (number === 0 ? [] : [`${number.toString()} ${number === 1 ? one : several}`]));
  return `\n${count(drifts.length, "resource")} of ${count(stacks.length, "stack")} ${drifts.length === 1 ? "differs" : "differ"}: ${parts.join(", ")}${unseen}, ${time}\n${restore(stacks.join(" "))}\n`;
}

const LONGEST = 120;

/** What differs between two values: of policies the statements, of others both values. */
export function differenceText(state: unknown, found: unknown): string {
  const [had, has] = [statementsOf(state), statementsOf(found)];
  if (had === undefined || has === undefined) return `${shown(state)} → ${shown(found)}`;
  const named = (all: ReadonlyMap<string, string>, isListed: (text: string, name: string) => boolean) =>
    [...all].flatMap(([name, text]) => (isListed(text, name) ? [name] : []));
  const parts = [
    ["lacks", named(had, (_, name) => !has.has(name))],
    ["has", named(has, (_, name) => !had.has(name))],
    ["has otherwise", named(has, (text, name) => had.has(name) && had.get(name) !== text)],
  ] as const;
  const texts = parts.flatMap(([verb, names]) => (names.length === 0 ? [] : [`${verb} ${names.join(", ")}`]));
  return texts.length === 0 ? "has the same statements, written otherwise" : texts.join("; ");
}

/** The statements of a policy by their Sids, or by their places where they have none; undefined for what is no policy. */
function statementsOf(value: unknown): ReadonlyMap<string, string> | undefined {
  try {
    const document = (typeof value === "string" ? JSON.parse(value) : value) as { readonly Statement?: unknown } | null | undefined;
    const { Statement: list } = document ?? {};
    if (list === undefined) return undefined;
    const statements = (Array.isArray(list) ? list : [list]) as readonly { readonly Sid?: unknown }[];
    return new Map(
      statements.map((each, index) => [
        typeof each.Sid === "string" ? each.Sid : `statement ${(index + 1).toString()}`,
        JSON.stringify(each),
      ]),
    );
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
