import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { type Finding, findingText, nameText, type Position, type Problem } from "../problem.ts";
import { firstMistakes, yamlFinding } from "./yaml-mistake.ts";

/** Names of fields and indexes of lists, from the top of a file. */
export type Path = readonly (string | number)[];

/** One YAML file: its value, and where each part of it stands. */
export interface Source {
  readonly file: string;
  /** The account that the file says this of, where it is a template's and says so of several. */
  readonly instance?: string;
  /** The value of the whole file; undefined where the file is not YAML that Palisade reads. */
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

/** A file that is there, but could not be read. */
export function unreadable(file: string, problems: readonly Problem[]): Source {
  const top = () => ({ file, line: 1, column: 1 });
  return { file, value: undefined, problems, position: top, valuePosition: top, written: () => undefined };
}

/** The library parses by recursion, so that a file of nothing but brackets exhausts the stack. */
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
  const earlier = pairs.get(mapping);
  if (earlier !== undefined) return earlier;
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

/** An item of a file in the user's words, behind the account where the file is a template's. */
export const placeText = ({ instance }: Source, path: Path): string =>
  [...(instance === undefined ? [] : [instance]), ...(path.length === 0 ? [] : [pathText(path)])].join(": ");

/** The path in the user's words: `tables.orders.sharedWith.analytics-prod/nightly-etl.can[0]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step.toString()}]` : `${index === 0 ? "" : "."}${nameText(step)}`))
    .join("");
}
