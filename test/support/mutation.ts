import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { Files } from "../../model/reading/draft.ts";
import { sample } from "./sample.ts";

/** Changes files in one way. */
export type Mutation = (files: Files) => Files;

/** Names that mean something already to objects, to YAML, to other readers, or to nobody. */
const ODD_NAMES = [
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "prototype", "then", "length", "valueOf"],
  ...["", " ", "a b", "Ünïcødé", "名前", "\u202e", "a\nb", "<<", "on", "yes", "null", "~", "-1", "0x10", "1e999", "*", "&a", "!b", "a/b/c"],
  ...["table", "stream", "external", "external/nightjar", "main", "orders-prod/api", "x".repeat(300)],
];

const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, [], new Map(), [[]], [null], new Map([["", null]])],
  ...["", " ", "*", "2027-02-30", "0000-00-00", "9999-12-31", "10.0.0.0/33", "010.0.0.0/16", "::/0", "12h", "external", "open", "irsa"],
  ...["constructor", "__proto__", "x".repeat(70), "vpc-0a1b2c3d4e5f60718", "200000000002", "sessions-eu/sessions", "global-table"],
];

/** Places of all nodes below the root, a mapping's entries and a list's items alike. */
function placesOf(value: unknown): { readonly parent: Map<unknown, unknown> | unknown[]; readonly key: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, key) => [{ parent: value as unknown[], key }, ...placesOf(item)]);
  if (value instanceof Map)
    return [...value].flatMap(([key, item]) => [{ parent: value as Map<unknown, unknown>, key }, ...placesOf(item)]);
  return [];
}

const get = (parent: Map<unknown, unknown> | unknown[], key: unknown): unknown =>
  Array.isArray(parent) ? parent[key as number] : parent.get(key);

/** Puts entries in the place of one, in its position. */
function replace(parent: Map<unknown, unknown> | unknown[], key: unknown, entries: readonly (readonly [unknown, unknown])[]): void {
  if (Array.isArray(parent)) {
    parent.splice(key as number, 1, ...entries.map(([, value]) => value));
    return;
  }
  const all = [...parent].flatMap((pair) => (pair[0] === key ? entries : [pair]));
  parent.clear();
  for (const [name, value] of all) parent.set(name, value);
}

const file = fc.constantFrom(...sample.keys());
const odd = fc.record({
  file,
  place: fc.nat(),
  other: fc.nat(),
  name: fc.constantFrom(...ODD_NAMES),
  value: fc.constantFrom(...ODD_VALUES),
});

/** Drops, doubles, renames, retypes or exchanges a node of the parsed file, and writes the file anew. */
const ofNode: fc.Arbitrary<Mutation> = fc
  .tuple(odd, fc.constantFrom("drop", "double", "rename", "rename to a neighbour", "retype", "exchange", "wrap"))
  .map(([{ file, place, other, name, value }, way]) => (files: Files) => {
    // Text that another mutation broke has no nodes.
    const root = parsed(files.get(file) ?? "");
    const places = placesOf(root);
    const here = places[place % Math.max(places.length, 1)];
    const there = places[other % Math.max(places.length, 1)];
    if (here === undefined || there === undefined) return files;
    const { parent, key } = here;
    const found = get(parent, key);
    const neighbour = typeof there.key === "string" ? there.key : name;
    const entries: { [W in typeof way]: readonly (readonly [unknown, unknown])[] } = {
      drop: [],
      double: [
        [key, found],
        [neighbour, found],
      ],
      rename: [[name, found]],
      "rename to a neighbour": [[neighbour, found]],
      retype: [[key, value]],
      exchange: [[key, copy(get(there.parent, there.key))]],
      wrap: [[key, place % 2 === 0 ? [found] : new Map([[name, found]])]],
    };
    replace(parent, key, entries[way]);
    return new Map(files).set(file, stringify(root, { aliasDuplicateObjects: false }));
  });

const parsedSample: ReadonlyMap<string, unknown> = new Map(
  [...sample.values()].map((text) => [text, parse(text, { mapAsMap: true }) as unknown]),
);

const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy);
  return value instanceof Map ? new Map([...value].map(([name, item]) => [name, copy(item)])) : value;
};

function parsed(text: string): unknown {
  if (parsedSample.has(text)) return copy(parsedSample.get(text));
  try {
    return parse(text, { mapAsMap: true });
  } catch {
    return undefined;
  }
}

const INSERTED = [
  ...["{", "}", "[", "]", ":", ",", "#", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "-", "?", "~", "=", "<", "\\"],
  ...["\t", "\n", "\r", " ", "\u0000", "\uFEFF", "\u2028", "\ud800", "---\n", "...\n", "? ", "- ", "<<: ", "!!binary ", "&a ", "*a "],
  ...["[".repeat(5000), "{a: ".repeat(500), "- ".repeat(500)],
];

/** Cuts, fills in, swaps, doubles or moves text without regard to YAML. */
const ofText: fc.Arbitrary<Mutation> = fc
  .tuple(file, fc.nat(), fc.nat(), fc.constantFrom(...INSERTED), fc.constantFrom("cut", "insert", "swap", "double", "drop", "indent"))
  .map(([file, a, b, inserted, way]) => (files: Files) => {
    const text = files.get(file) ?? "";
    const at = a % (text.length + 1);
    const lines = text.split("\n");
    const [i, j] = [a % lines.length, b % lines.length];
    const line = lines[i] ?? "";
    const texts: { [W in typeof way]: () => string } = {
      cut: () => text.slice(0, at),
      insert: () => text.slice(0, at) + inserted + text.slice(at),
      swap: () =>
        lines
          .with(i, lines[j] ?? "")
          .with(j, line)
          .join("\n"),
      double: () => lines.toSpliced(j, 0, line).join("\n"),
      drop: () => lines.toSpliced(i, 1).join("\n"),
      indent: () => lines.with(i, `${" ".repeat(b % 5)}${line.trimStart()}`).join("\n"),
    };
    return new Map(files).set(file, texts[way]());
  });

/** One to three random changes to the sample. */
export const mutations: fc.Arbitrary<Mutation> = fc
  .array(fc.oneof({ arbitrary: ofNode, weight: 3 }, { arbitrary: ofText, weight: 1 }), { minLength: 1, maxLength: 3 })
  .map((steps) => (files: Files) => steps.reduce((made, step) => step(made), files));
