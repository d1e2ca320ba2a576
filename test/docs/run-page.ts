import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../cli/main.ts";
import { ROOT, SAMPLE_DAY } from "../../model/folder/read-declaration.ts";
import { plain } from "../support/command.ts";
import { blocksOf, exampleIn, fileOf, shownText } from "./page.ts";
import { brought, callsOf, transcriptOf, withoutEnd } from "./transcript.ts";

/** Where a page's own files are written: below the project, so that programs of the page find its packages. */
const WORKPLACE = path.join(ROOT, ".palisade");

/** The user's own folder, which commands read by default. */
const OWN = "organization";

/** Commands that read a declaration. */
const READERS = new Set(["start", "validate", "plan", "rehearse", "explain", "simulate", "who-can", "principal-can", "card", "aws-config"]);

/**
 * The text of a page with its outputs, and the files of the project that it shows, as they are now. Goes through the page as a reader does: writes each file that a block shows the whole
 * of, and runs each command of the `console` blocks, in this process. Files of a declaration lie in `organization/` as the reader's do; a
 * page without one speaks of the sample, or of what its commands name. The day is the sample's.
 * @throws where a command is none of Palisade's, or an abridged output cannot be brought up to date; names the line
 */
export async function refreshed(page: string, text: string): Promise<string> {
  mkdirSync(WORKPLACE, { recursive: true });
  const reader = new Reader(mkdtempSync(path.join(WORKPLACE, "page-")));
  try {
    let fresh = "";
    let read = 0;
    for (const block of blocksOf(text)) {
      const file = fileOf(block);
      if (file !== undefined) reader.writes(file, block.text);
      const example = exampleIn(block);
      if (example === undefined && block.language !== "console") continue;
      fresh += text.slice(read, block.start);
      fresh +=
        example === undefined ? await reader.prints(block.text, `${page}:${block.line.toString()}`) : `# ${example}\n${shownText(example)}`;
      read = block.start + block.text.length;
    }
    return fresh + text.slice(read);
  } finally {
    reader.leaves();
  }
}

/** Follows a page in a folder of its own. */
class Reader {
  readonly #folder: string;
  #hasOwn = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  writes(file: string, text: string): void {
    const isDeclared = /\.(?:yaml|ts)$/.test(file);
    const target = path.join(this.#folder, isDeclared ? OWN : "", file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    this.#hasOwn ||= isDeclared;
  }

  /** A `console` block with what its commands print now. */
  async prints(block: string, at: string): Promise<string> {
    const calls = [];
    for (const { command, printed } of callsOf(block)) {
      try {
        calls.push({ command, printed: brought(printed, await this.#run(command)) });
      } catch (error) {
        throw new Error(`${at}: $ ${command}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
    return transcriptOf(calls);
  }

  async #run(command: string): Promise<string[]> {
    const [name = "", ...typed] = argumentsOf(command);
    const startsOwn = name === "init" && !typed.includes("--directory");
    const isAboutOwn = !typed.includes("--declaration") && (this.#hasOwn || startsOwn);
    const implied = startsOwn ? ["--directory", OWN] : READERS.has(name) ? impliedBy(typed, isAboutOwn) : [];
    let text = "";
    const keep = (part: string) => void (text += plain(part));
    if (isAboutOwn) process.chdir(this.#folder);
    else process.chdir(ROOT);
    try {
      await run([name, ...typed, ...implied], { out: keep, err: keep });
    } finally {
      process.chdir(ROOT);
    }
    this.#hasOwn ||= startsOwn;
    // The reader's folder is the default one, which commands need not name.
    const shown = startsOwn ? text.replace(` -- --declaration ${OWN}`, "") : text;
    return withoutEnd(shown.split("\n"));
  }

  leaves(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a reader's own folder, or the sample, and its day stand for without being typed. */
function impliedBy(typed: readonly string[], isAboutOwn: boolean): string[] {
  if (typed.includes("--export")) return [];
  const declaration = typed.includes("--declaration") ? [] : ["--declaration", isAboutOwn ? OWN : "examples/acme"];
  const isSample = declaration[1] === "examples/acme";
  return [...declaration, ...(isSample || typed.includes("--as-of") ? [] : ["--as-of", SAMPLE_DAY])];
}

/** The arguments of a command line of npm that Palisade gets; a shell's quotes are understood, and none of its other signs. */
function argumentsOf(command: string): string[] {
  const words = [...command.replaceAll("\\\n", " ").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  const [npm, ...rest] = words;
  const [verb, ...others] = rest.filter((word, index) => word !== "-s" || rest.slice(0, index).includes("--"));
  const [script, ...behind] = verb === "run" ? others : [verb ?? "", ...others];
  if (npm !== "npm" || script === undefined || (behind.length > 0 && behind[0] !== "--"))
    throw new Error('is no command of Palisade; write "npm start" or "npm run <command> -- <arguments>"');
  return [script, ...behind.slice(1)];
}
