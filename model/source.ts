import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { type Finding, findingText, nameText, type Position, type Problem } from "./problem.ts";

/** Names of fields and indexes of lists, from the top of a file. */
export type Path = readonly (string | number)[];

/** One YAML file: its value as plain data, and where each part of it stands. */
export interface Source {
  readonly file: string;
  /** The whole file as plain data; undefined where the file is not YAML that Palisade reads. */
  readonly value: unknown;
  /** Problems of the YAML itself. */
  readonly problems: readonly Problem[];
  /** Where the item at the path begins: a field at its name, a list's item at its value. */
  position(path: Path): Position;
  /** Where the value at the path begins; for a missing item, where its nearest parent begins. */
  valuePosition(path: Path): Position;
  /** A number, a truth value or nothing as it stands in the file, like `0123`; undefined where the path leads to anything else. */
  written(path: Path): string | undefined;
}

/**
 * Reads one YAML 1.2 file strictly: one document, unique names, no anchors, aliases or tags, names that are strings.
 * Never throws; what can't be read becomes problems.
 */
export function readSource(file: string, marked: string): Source {
  // Some editors begin a file with a byte order mark, which is no column of its first line.
  const text = marked.startsWith("\uFEFF") ? marked.slice(1) : marked;
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [];
  const report = (offset: number, where: string, finding: Finding) =>
    problems.push({ ...at(offset), where, message: findingText(finding) });

  const directive = /^%.*$/m.exec(text.split(/^---/m, 1)[0] ?? "");
  if (directive !== null && /^---/m.test(text)) {
    report(directive.index, "", { what: "is a YAML directive", got: directive[0], remedy: "remove it; files are YAML 1.2" });
    return unreadable(file, problems);
  }
  const document = parse(text, lines);
  if (document === "too deep") {
    report(0, "", { what: "is nested too deeply to be read", remedy: "flatten it" });
    return unreadable(file, problems);
  }
  for (const error of firstMistakes(document.errors)) {
    const { offset, ...finding } = yamlFinding(error, { contents: document.contents, text });
    report(offset, "", finding);
  }
  if (problems.length > 0) return unreadable(file, problems);

  const value = toData(document.contents, [], report);
  if (problems.length > 0) return unreadable(file, problems);

  const find = (path: Path) => locate(document.contents, path);
  return {
    file,
    value,
    problems,
    position: (path) => at(find(path).item),
    valuePosition: (path) => at(find(path).value),
    written: (path) => {
      const { node } = find(path);
      return isScalar(node) && typeof node.value !== "string" && node.source !== "" ? node.source : undefined;
    },
  };
}

/** A file of which nothing is known but that it is there. */
export function unreadable(file: string, problems: readonly Problem[]): Source {
  const top = () => ({ file, line: 1, column: 1 });
  return { file, value: undefined, problems, position: top, valuePosition: top, written: () => undefined };
}

/** The library parses by recursion, so that a file of brackets alone exhausts the stack. */
function parse(text: string, lineCounter: LineCounter) {
  if (depthOf(text) > DEEPEST) return "too deep";
  const options = { lineCounter, prettyErrors: false, strict: true, uniqueKeys: false, version: "1.2" } as const;
  try {
    const document = parseDocument(text, options);
    return document.errors.some(({ message }) => message.includes("call stack")) ? "too deep" : document;
  } catch (error) {
    if (error instanceof RangeError) return "too deep";
    throw error;
  }
}

/** More open brackets than any declaration needs, and fewer than slow the library down. */
const DEEPEST = 1000;

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(depth + (bracket === "[" || bracket === "{" ? 1 : -1), 0);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** All tabs, or else the first mistake alone: what the reader says behind either is guessed. */
function firstMistakes(errors: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = errors.filter(({ code }) => code === "TAB_AS_INDENT");
  return tabs.length > 0 ? tabs : [...errors].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, 1);
}

type PlacedMistake = Finding & { readonly offset: number };

/** The library's words where they are plain, ours where they speak of its inside. */
function yamlFinding(error: YAMLError, { contents, text }: { readonly contents: unknown; readonly text: string }): PlacedMistake {
  const offset = error.pos[0];
  const unclosed = error.code === "MISSING_CHAR" || error.code === "BAD_INDENT" ? unclosedAt(contents, offset) : undefined;
  if (unclosed !== undefined) return { ...unclosed, remedy: "close it, or correct the indentation of the lines that follow" };
  const isWithoutColon = error.code === "MULTILINE_IMPLICIT_KEY" || error.message.startsWith("Implicit map keys need to be followed");
  if (isWithoutColon)
    return { offset, what: "has no colon between a name and its value", remedy: "write name: value, with a space behind the colon" };
  if (error.message.startsWith("Nested mappings are not allowed")) return secondColon(offset, text);
  if (error.message.startsWith("Block collections are not allowed within flow")) return unquoted(offset, text);
  const closing = /^Unexpected flow-(?:map|seq)-end token in YAML stream: "(.)"/.exec(error.message)?.[1];
  if (closing !== undefined) return { offset, what: `has a ${closing} that closes nothing`, remedy: "remove it" };
  switch (error.code) {
    case "BAD_SCALAR_START":
      return { offset, what: "begins with a character that YAML keeps for itself", remedy: "put the text in quotes" };
    case "TAB_AS_INDENT":
      return { offset, what: "is indented with a tab", remedy: "use spaces" };
    case "MULTIPLE_DOCS":
      return { offset, what: "begins a second YAML document", remedy: "remove the line; a file holds one document" };
    case "BAD_INDENT":
      return { offset, what: "is indented differently from the entries beside it", remedy: "align it with them" };
    default: {
      const said = error.message.replace(/\s+/g, " ").replace(/\.$/, "");
      return {
        offset,
        what: `is not valid YAML: ${said.charAt(0).toLowerCase()}${said.slice(1)}`,
        remedy: "correct the line or the one above it",
      };
    }
  }
}

/** A second colon: of the line's own text, or of a line below that is indented so far that it reads as more of this text. */
function secondColon(offset: number, text: string): PlacedMistake {
  const [line = "", ...below] = text.slice(offset).split("\n");
  const blank = below.findIndex((each) => each.trim() !== "");
  if (/:(?:\s|$)/.test(line) || blank === -1)
    return { offset, what: "has a second colon on the line", remedy: "put text that holds a colon in quotes" };
  const before = [line, ...below.slice(0, blank)].join("\n").length + 1;
  const indent = (below[blank] ?? "").search(/\S/);
  return {
    offset: offset + before + indent,
    what: "is indented so far that it reads as more of the text above it",
    remedy: "align it with the entries beside it",
  };
}

/** Text between brackets that would need none of its signs. */
function unquoted(offset: number, text: string): PlacedMistake {
  const meant = /^[^,{}[\]\n]*/.exec(text.slice(offset))?.[0].trim() ?? "";
  const what = /^[-?](?:\s|$)/.test(meant)
    ? `begins with a ${meant.charAt(0)} that YAML keeps for itself`
    : "holds a colon, and so reads as another entry";
  return { offset, what, remedy: `put the text in quotes${SHORT_TEXT.test(meant) ? `: ${JSON.stringify(meant)}` : ""}` };
}

/** Text that a message can show whole. */
const SHORT_TEXT = /^\P{C}{1,60}$/u;

/** The innermost bracket or quote that is still open at the offset. */
function unclosedAt(contents: unknown, offset: number): { readonly offset: number; readonly what: string } | undefined {
  let found: { offset: number; what: string } | undefined;
  visit(contents as Node | null, (_, node) => {
    const begin = start(node as Node | null);
    if (begin >= offset || ((node as Node | null)?.range?.[1] ?? 0) < offset) return undefined;
    if (isCollection(node) && node.flow === true) found = { offset: begin, what: `opens a ${isMap(node) ? "{" : "["} that is not closed` };
    else if (isScalar(node) && (node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE"))
      found = { offset: begin, what: "opens a quote that is not closed" };
    return undefined;
  });
  return found;
}

type Report = (offset: number, where: string, finding: Finding) => void;

const start = (node: Node | null | undefined): number => node?.range?.[0] ?? 0;

function toData(node: unknown, path: Path, report: Report): unknown {
  if (node === null) return null;
  if (isAlias(node)) {
    report(start(node), pathText(path), {
      what: "is an alias",
      got: `*${node.source}`,
      remedy: "write the value out, or move it to `defaults`",
    });
    return undefined;
  }
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined) {
    report(start(node as Node), pathText(path), { what: "has an anchor", got: `&${anchor}`, remedy: "remove it; values are written out" });
  }
  if (tag !== undefined) {
    report(start(node as Node), pathText(path), {
      what: "has a YAML tag",
      got: tag.replace("tag:yaml.org,2002:", "!!"),
      remedy: "remove it",
    });
  }
  if (isScalar(node)) return scalarData(node.value, node.source);
  if (isSeq(node)) return node.items.map((item, index) => toData(item, [...path, index], report));
  if (!isMap(node)) return undefined;
  // An object without a prototype: no name that a user may choose means anything already.
  const data = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? nameOf(key) : undefined;
    if (name === undefined) {
      report(start(key as Node), pathText(path), { what: "has a name that is not plain text", remedy: "write names as plain text" });
    } else if (name === "<<") {
      report(start(key as Node), pathText(path), { what: "is merged from elsewhere", got: name, remedy: "write the fields out" });
    } else if (name === "__proto__") {
      report(start(key as Node), pathText(path), { what: "has a reserved name", got: name, remedy: "rename it" });
    } else if (name in data) {
      report(start(key as Node), pathText([...path, name]), {
        what: "stands twice in the same mapping",
        remedy: "merge the two entries or rename one",
      });
    } else {
      data[name] = toData(value, [...path, name], report);
    }
  }
  return data;
}

/** Numbers too large to be exact stay the text they were. */
function scalarData(value: unknown, source: string | undefined): unknown {
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return source ?? String(value);
  return value;
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<unknown, Pair>>();

/** A mapping's entries by their names as data has them. */
function pairsOf(mapping: YAMLMap): ReadonlyMap<unknown, Pair> {
  const known = pairs.get(mapping);
  if (known !== undefined) return known;
  const found = new Map<unknown, Pair>();
  for (const pair of mapping.items) {
    const name = isScalar(pair.key) ? nameOf(pair.key) : undefined;
    if (name !== undefined && !found.has(name)) found.set(name, pair);
  }
  pairs.set(mapping, found);
  return found;
}

/** Names are text, so that `true` and `7` are names as they stand. */
const nameOf = ({ value, source }: Scalar): string => (typeof value === "string" ? value : (source ?? ""));

/** Offsets of the item and of its value; for a missing item those of its nearest parent, and no node. */
function locate(root: unknown, path: Path): { readonly item: number; readonly value: number; readonly node: unknown } {
  let node = root;
  let found = { item: start(root as Node | null), value: start(root as Node | null) };
  for (const step of path) {
    if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      if (node === undefined) return { ...found, node: undefined };
      found = { item: start(node as Node), value: start(node as Node) };
    } else if (isMap(node)) {
      const pair = pairsOf(node).get(step);
      if (pair === undefined) return { ...found, node: undefined };
      node = pair.value;
      found = { item: start(pair.key as Node), value: start((node ?? pair.key) as Node) };
    } else return { ...found, node: undefined };
  }
  return { ...found, node };
}

/** The path in the user's words: `tables.orders.sharedWith.analytics-prod/nightly-etl.can[0]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step.toString()}]` : `${index === 0 ? "" : "."}${nameText(step)}`))
    .join("");
}
