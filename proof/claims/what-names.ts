import { NOBODYS } from "../classes/resources.ts";
import type { Intended, IntendedResource } from "../intent/intended.ts";
import type { What } from "../intent/subject.ts";
import { fits } from "./patterns.ts";
import { declaredPrincipals, whoNames } from "./who-names.ts";

/** Words of claims that stand for many resources. */
export const WHAT_WORDS = ["anything", "anything sensitive"] as const;

/**
 * The names that a claim may call a resource by. A table's name is a name of its indexes, stream, backups, exports and key, too, and a
 * secret's of its key. What nobody declared has none.
 */
export function whatNames(what: What): readonly string[] {
  const { account } = what;
  switch (what.kind) {
    case "table":
      return ofTable(account, what.table);
    case "stream":
    case "backup":
    case "export":
      return part(ofTable(account, what.table), what.kind);
    case "index":
      return part(ofTable(account, what.table), `index/${what.index}`);
    case "key":
      if (what.name === undefined) return [];
      if (what.of === "table") return part(ofTable(account, what.name), "key");
      return what.of === "secret" ? part(named(account, "secrets", what.name), "key") : named(account, "keys", what.name);
    case "secret":
      return what.secret === undefined ? [] : named(account, "secrets", what.secret);
    case "role":
      return what.role === undefined ? [] : whoNames(what.role).slice(0, 1);
    case "restored":
    case "foreign":
    case "safeguard":
      return [];
  }
}

const named = (account: string, section: string, name: string): string[] => [`${account}/${section}/${name}`, `${account}/${name}`];
const ofTable = (account: string, table: string | undefined): string[] => (table === undefined ? [] : named(account, "tables", table));
const part = (whole: readonly string[], name: string): string[] => [...whole.map((each) => `${each}/${name}`), ...whole];

/** Whether a resource is among those that a claim names, by itself or as a part of one. */
export const isMeant = (patterns: readonly string[], what: What, declared: IntendedResource | undefined): boolean =>
  isMeantAs(whatNames(what), patterns, what, declared);

/** Whether a declared resource is among those that a claim names by itself. */
export const isMeantItself = (patterns: readonly string[], what: What, declared: IntendedResource | undefined): boolean =>
  !(what.kind === "index" && what.index === NOBODYS) && isMeantAs(whatNames(what).slice(0, 2), patterns, what, declared);

const isMeantAs = (names: readonly string[], patterns: readonly string[], what: What, declared: IntendedResource | undefined): boolean =>
  // Claims are about data and roles; built-in claims and guardrails guard the rest.
  what.kind !== "safeguard" &&
  patterns.some((pattern) => {
    if (pattern === "anything") return true;
    if (pattern === "anything sensitive") return declared?.isSensitive === true;
    return fits(pattern, what.account) || names.some((name) => fits(pattern, name));
  });

/** The names of every resource that a claim may name. */
export const declaredResourceNames = (intended: Intended): readonly string[] => [
  ...[...intended.accounts.values()].flatMap(({ resources }) => resources.flatMap(namesOfParts)),
  ...declaredPrincipals(intended)
    .filter(({ kind }) => kind !== "external" && kind !== "root")
    .flatMap((who) => whoNames(who).slice(0, 1)),
];

function namesOfParts({ account, kind, name, table }: IntendedResource): readonly string[] {
  if (kind === "key") return whatNames({ kind: "key", account, of: "key", name });
  const key = whatNames({ kind: "key", account, of: kind, name });
  if (kind === "secret") return key;
  const indexes = [...Object.keys(table?.indexes ?? {}), ...Object.keys(table?.localIndexes ?? {})];
  return [
    ...key,
    ...indexes.flatMap((index) => whatNames({ kind: "index", account, table: name, index })),
    ...(["stream", "backup", "export"] as const).flatMap((of) => whatNames({ kind: of, account, table: name })),
  ];
}
