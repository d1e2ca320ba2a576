import { isCollection, isMap, isScalar, type Node, visit, type YAMLError } from "yaml";
import type { Finding } from "../problem.ts";

/** All tabs, or else the first mistake alone: what the library reports after either is a guess. */
export function firstMistakes(errors: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = errors.filter(({ code }) => code === "TAB_AS_INDENT");
  return tabs.length > 0 ? tabs : [...errors].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, 1);
}

export type PlacedMistake = Finding & { readonly offset: number };

/** The library's message where it is clear, and our own where it speaks of the library's internals. */
export function yamlFinding(error: YAMLError, { contents, text }: { readonly contents: unknown; readonly text: string }): PlacedMistake {
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
    const begin = (node as Node | null)?.range?.[0] ?? 0;
    if (begin >= offset || ((node as Node | null)?.range?.[1] ?? 0) < offset) return undefined;
    if (isCollection(node) && node.flow === true) found = { offset: begin, what: `opens a ${isMap(node) ? "{" : "["} that is not closed` };
    else if (isScalar(node) && (node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE"))
      found = { offset: begin, what: "opens a quote that is not closed" };
    return undefined;
  });
  return found;
}
