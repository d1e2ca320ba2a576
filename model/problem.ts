import { compareText } from "../iam/compare-text.ts";

/** A place in one of the declaration's files; lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake or one warning, with its place and what to do about it. */
export interface Problem extends Position {
  /** The item in the user's words: a dotted path inside the file, empty for the file itself. */
  readonly where: string;
  /** What is wrong, completed by the value that was found and the remedy. */
  readonly message: string;
}

/** What was wrong, what was found and what to do, before it is one line of text. */
export interface Finding {
  readonly what: string;
  /** The value found; left out where there is none to show. */
  readonly got?: unknown;
  /** The value as it stands in the file, where YAML reads another out of it: `012` is a number. */
  readonly written?: string | undefined;
  readonly remedy: string;
}

const LONGEST_VALUE = 80;

/** Characters that JSON does not escape, although a terminal does not show them or turns the line around at them. */
const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Joins a finding to `<what is wrong>, got <JSON value>; <what to do>`. */
export function findingText({ what, got, written, remedy }: Finding): string {
  const found = written ?? (got === undefined ? undefined : shortJson(got));
  return `${what}${found === undefined ? "" : `, got ${found}`}; ${remedy}`;
}

function shortJson(value: unknown): string {
  const json = JSON.stringify(value).replace(UNSEEN, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE)}…`;
}

/** A name as it stands in a line of text: quoted where it would break the line or not be seen, cut where it would fill the page. */
export const nameText = (name: string): string => (/^[^\s"\p{C}]{1,80}$/u.test(name) ? name : shortJson(name));

/** One line as it is printed: `<file>:<line>:<column>: <where>: <message>`. */
export function problemLine({ file, line, column, where, message }: Problem): string {
  return `${file}:${line.toString()}:${column.toString()}: ${where === "" ? "" : `${where}: `}${message}`;
}

/** Order of printing: by file, then by place, then by text, so that two runs print the same. */
export function compareProblems(a: Problem, b: Problem): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(problemLine(a), problemLine(b));
}
