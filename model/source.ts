import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from "yaml";
import { type Finding, findingText, type Position, type Problem } from "./problem.ts";

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
}

/**
 * Reads one YAML 1.2 file strictly: one document, unique names, no anchors, aliases or tags, names that are strings.
 * Never throws; what can't be read becomes problems.
 */
export function readSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [];
  const report = (offset: number, where: string, finding: Finding) =>
    problems.push({ ...at(offset), where, message: findingText(finding) });

  const document = parse(text, lines);
  if (document === "too deep") {
    report(0, "", { what: "is nested too deeply to be read", remedy: "flatten it" });
    return unreadable(file, problems);
  }
  for (const error of document.errors) report(error.pos[0], "", yamlFinding(error));
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
  };
}

function unreadable(file: string, problems: readonly Problem[]): Source {
  const top = () => ({ file, line: 1, column: 1 });
  return { file, value: undefined, problems, position: top, valuePosition: top };
}

/** The library parses by recursion, so that a file of brackets alone exhausts the stack. */
function parse(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, strict: true, uniqueKeys: true, version: "1.2" });
  } catch (error) {
    if (error instanceof RangeError) return "too deep";
    throw error;
  }
}

function yamlFinding(error: YAMLError): Finding {
  switch (error.code) {
    case "DUPLICATE_KEY":
      return { what: "a name stands twice in the same mapping", remedy: "merge the two entries or rename one" };
    case "TAB_AS_INDENT":
      return { what: "is indented with a tab", remedy: "use spaces" };
    case "MULTIPLE_DOCS":
      return { what: "holds more than one YAML document", remedy: "remove the lines that are only --- and what follows them" };
    default: {
      const said = error.message.replace(/\s+/g, " ").replace(/\.$/, "");
      return { what: `is not valid YAML: ${said.charAt(0).toLowerCase()}${said.slice(1)}`, remedy: "correct the line or the one above it" };
    }
  }
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
  if (tag?.startsWith("!") === true || (tag !== undefined && !/^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/.test(tag))) {
    report(start(node as Node), pathText(path), { what: "has a YAML tag", got: tag, remedy: "remove it" });
  }
  if (isScalar(node)) return scalarData(node.value, node.source);
  if (isSeq(node)) return node.items.map((item, index) => toData(item, [...path, index], report));
  if (!isMap(node)) return undefined;
  // An object without a prototype: no name that a user may choose means anything already.
  const data = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? (typeof key.value === "string" ? key.value : (key.source ?? "")) : undefined;
    if (name === undefined) {
      report(start(key as Node), pathText(path), { what: "has a name that is not plain text", remedy: "write names as plain text" });
    } else if (name === "__proto__") {
      report(start(key as Node), pathText(path), { what: "has a reserved name", got: name, remedy: "rename it" });
    } else if (name in data) {
      report(start(key as Node), pathText(path), {
        what: "a name stands twice in the same mapping",
        got: name,
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

function locate(root: unknown, path: Path): { readonly item: number; readonly value: number } {
  let node = root;
  let found = { item: start(root as Node | null), value: start(root as Node | null) };
  for (const step of path) {
    if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
      if (node === undefined) break;
      found = { item: start(node as Node), value: start(node as Node) };
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && (key.value === step || key.source === step));
      if (pair === undefined) break;
      node = pair.value;
      found = { item: start(pair.key as Node), value: start((node ?? pair.key) as Node) };
    } else break;
  }
  return found;
}

/** The path in the user's words: `tables.orders.sharedWith.analytics-prod/nightly-etl.can[0]`. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step.toString()}]` : index === 0 ? step : `.${step}`)).join("");
}
