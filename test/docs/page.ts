import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";

/** The pages that users and maintainers read, by path from the project's folder. */
export const PAGES: readonly string[] = ["*.md", "docs/*.md", "test/**/*.md"].flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();

/** The text of a page. */
export const textOf = (page: string): string => readFileSync(path.join(ROOT, page), "utf8");

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  readonly text: string;
  /** The line of the fence that opens it, from 1. */
  readonly line: number;
  /** Where the text begins in the page. */
  readonly start: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```([a-z]*) *(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ index, 0: whole, 1: language = "", 2: info = "", 3: text = "" }) => ({
      language,
      info,
      text,
      line: page.slice(0, index).split("\n").length,
      start: index + whole.indexOf("\n") + 1,
    }),
  );
}

/** The file that a block shows the whole of: the comment on its first line names it, or for JSON the word behind the language. */
export function fileOf(block: Block): string | undefined {
  return exampleIn(block) === undefined ? namedIn(block) : undefined;
}

/** The file of the project that a block shows. */
export function exampleIn(block: Block): string | undefined {
  const file = namedIn(block);
  return file?.startsWith("examples/") === true ? file : undefined;
}

/** A file of the project as pages show it: without the line that names its schema to editors. */
export const shownText = (file: string): string => textOf(file).replace(/^# yaml-language-server:.*\n/, "");

function namedIn({ language, info, text }: Block): string | undefined {
  const [first = ""] = text.split("\n");
  if (language === "yaml") return /^# (\S+\.yaml)$/.exec(first)?.[1];
  if (language === "ts") return /^\/\/ (\S+\.ts)$/.exec(first)?.[1];
  return language === "json" && info !== "" ? info : undefined;
}
