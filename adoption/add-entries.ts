import { isMap, isScalar, parseDocument, stringify, type YAMLMap } from "yaml";
import type { Entry } from "./adopted.ts";

/** A file with entries added, and the places where nothing could be added. */
export interface AddedEntries {
  readonly text: string;
  readonly added: number;
  readonly refused: readonly string[];
}

/** Sections of a file by name, each with its entries by name. */
export type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const INDENT = 2;

/**
 * Adds the entries that a file lacks behind those that it has. Every line that is there stays as it is, comments included: text is put between
 * lines, and nothing is written anew.
 */
export function addEntries(text: string, sections: Sections): AddedEntries {
  let current = text;
  let added = 0;
  const refused: string[] = [];
  for (const [section, entries] of Object.entries(sections)) {
    const root = parseDocument(current).contents;
    const found: unknown = isMap(root) ? root.get(section, true) : undefined;
    const lacking = Object.entries(entries).filter(
      ([name, entry]) => !(isMap(found) && (found.has(name) || isNamedOtherwise(found, entry))),
    );
    if (lacking.length === 0) continue;
    if (isMap(found) && found.flow === true) {
      refused.push(`${section}: is written in one line, so that nothing can be put behind it: ${lacking.map(([name]) => name).join(", ")}`);
      continue;
    }
    current = isMap(found) ? behind(current, found, lacking) : atTheEnd(current, section, lacking);
    added += lacking.length;
  }
  return { text: current, added, refused };
}

/** Whether what an entry stands for is there under another name, which people may give it. */
function isNamedOtherwise(map: YAMLMap, entry: unknown): boolean {
  const { existing, region } = entry as { readonly existing?: unknown; readonly region?: unknown };
  const others = Object.values(map.toJSON() as Record<string, { existing?: unknown; region?: unknown } | null>);
  return existing !== undefined && others.some((other) => other?.existing === existing && other.region === region);
}

/** Entries behind the last of a mapping, as far to the right as that one. */
function behind(text: string, map: YAMLMap, entries: readonly (readonly [string, unknown])[]): string {
  const [first] = map.items;
  const start = isScalar(first?.key) ? (first.key.range?.[0] ?? 0) : 0;
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const last = map.items.at(-1);
  const node = (last?.value ?? last?.key) as { readonly range?: readonly [number, number, number] | null } | undefined;
  const end = node?.range?.[1] ?? start;
  // The value of a block ends behind its last line; that of a single line before its comment.
  const isBehindLine = text[end - 1] === "\n";
  const lineEnd = isBehindLine ? end : text.indexOf("\n", end) + 1;
  const at = lineEnd === 0 ? text.length : lineEnd;
  const before = text.slice(0, at);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${blockOf(entries, column)}${text.slice(at)}`;
}

/** A section that is not there yet. */
function atTheEnd(text: string, section: string, entries: readonly (readonly [string, unknown])[]): string {
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${gap}${section}:\n${blockOf(entries, INDENT)}`;
}

function blockOf(entries: readonly (readonly [string, unknown])[], column: number): string {
  const text = stringify(Object.fromEntries(entries), { indent: INDENT, lineWidth: 0, aliasDuplicateObjects: false });
  const margin = " ".repeat(column);
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `${margin}${line}`))
    .join("\n");
}

/** The text of a new file: single fields, then sections. */
export function newFile(schema: string, comment: string, fields: Entry, sections: Sections): string {
  const head = `# yaml-language-server: $schema=${schema}\n# ${comment}\n`;
  const single = `${head}${Object.keys(fields).length === 0 ? "" : stringify(fields, { lineWidth: 0 })}`;
  return Object.entries(sections).reduce((text, [section, entries]) => {
    const all = Object.entries(entries);
    return all.length === 0 ? text : atTheEnd(text, section, all);
  }, single);
}
