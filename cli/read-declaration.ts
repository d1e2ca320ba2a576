import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Loaded, load } from "../model/load.ts";
import { WrongUse } from "./streams.ts";

/** The folder of the project itself. */
export const ROOT = path.resolve(import.meta.dirname, "..");
export const SAMPLE = path.join(ROOT, "examples", "acme");
export const OWN = path.join(ROOT, "organization");

/** The sample is read as of this day, so that its ends of grants mean the same for ever. */
export const SAMPLE_DAY = "2026-11-22";

export interface DeclarationOptions {
  /** Folder of the declaration; left out: `organization/` where it exists, else the sample. */
  readonly declaration?: string | undefined;
  /** Day that ends of grants are compared with; left out: today, for the sample its pinned day. */
  readonly asOf?: string | undefined;
}

export interface ReadDeclaration extends Loaded {
  readonly folder: string;
  readonly now: Date;
  /** Whether the day is pinned because the declaration is the sample. */
  readonly pinned: boolean;
}

/** Finds, reads and checks the declaration that a command is about. */
export function readDeclaration({ declaration, asOf }: DeclarationOptions): ReadDeclaration {
  const folder = declaration === undefined ? defaultFolder() : path.resolve(declaration);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new WrongUse(
      `--declaration: is no folder, got ${JSON.stringify(declaration ?? folder)}; name the folder that holds organization.yaml`,
    );
  }
  const pinned = asOf === undefined && folder === SAMPLE;
  const whole = wholeDeclaration(folder);
  if (whole !== undefined) {
    throw new WrongUse(
      `--declaration: is a folder of a declaration, got ${JSON.stringify(declaration ?? folder)}; name ${whole}, which holds organization.yaml`,
    );
  }
  const now = asOf === undefined ? (pinned ? dayOf(SAMPLE_DAY) : new Date()) : dayOf(asOf);
  const shownAs = (file: string) => path.relative(process.cwd(), path.join(folder, file)).split(path.sep).join("/");
  const { files, unread } = readFiles(folder);
  return { ...load(files, { now, shownAs, unread }), folder, now, pinned };
}

const defaultFolder = (): string => (existsSync(OWN) ? OWN : SAMPLE);

/** The declaration that a folder without an organization.yaml is a part of, if it is one. */
function wholeDeclaration(folder: string): string | undefined {
  const holds = (each: string) => existsSync(path.join(each, "organization.yaml"));
  if (holds(folder)) return undefined;
  // accounts/, or one account's folder below it.
  const found = [path.dirname(folder), path.dirname(path.dirname(folder))].find(holds);
  return found === undefined ? undefined : path.relative(process.cwd(), found) || ".";
}

function dayOf(text: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new WrongUse(`--as-of: must be a day as YYYY-MM-DD, got ${JSON.stringify(text)}; write it like 2026-11-22`);
  const day = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new WrongUse(`--as-of: is no day of the calendar, got ${JSON.stringify(text)}; correct the month or the day`);
  return day;
}

const YAML_FILES = "**/*.{yaml,yml,YAML,YML}";

/** Every YAML file of the folder; the user's own programs, the inventory and hidden folders are none of the declaration. */
function readFiles(folder: string): { files: Map<string, string>; unread: Map<string, string> } {
  const files = new Map<string, string>();
  const unread = new Map<string, string>();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (const name of [
    ...globSync(YAML_FILES, { cwd: folder, exclude: ["extensions/**", "node_modules/**", "inventory.yaml"] }),
    ...linkedFiles(folder),
  ]) {
    const file = name.split(path.sep).join("/");
    try {
      // A pipe would be waited for without an end.
      if (!isReadable(path.join(folder, name))) {
        unread.set(file, "is no file; write a file of this name, or remove it");
        continue;
      }
      files.set(file, decoder.decode(readFileSync(path.join(folder, name))));
    } catch (error) {
      unread.set(file, error instanceof TypeError ? "is not UTF-8 text; save it as UTF-8" : obstacle(error as NodeJS.ErrnoException));
    }
  }
  return { files, unread };
}

/** Whether there is something that reading ends at; what is a folder or is not there says so when it is read. */
function isReadable(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() || stat.isDirectory();
}

/** Files of accounts whose folders are links, which a glob does not enter; a link that leads nowhere is one that cannot be read. */
function linkedFiles(folder: string): string[] {
  const accounts = path.join(folder, "accounts");
  if (statSync(accounts, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(accounts, { withFileTypes: true })
    .filter((child) => child.isSymbolicLink() && !child.name.startsWith("."))
    .flatMap(({ name }) => {
      if (!existsSync(path.join(accounts, name))) return [path.join("accounts", name)];
      return globSync(YAML_FILES, { cwd: path.join(accounts, name) }).map((file) => path.join("accounts", name, file));
    });
}

function obstacle({ code }: NodeJS.ErrnoException): string {
  if (code === "EISDIR") return "is a folder; write a file of this name, or remove it";
  return `cannot be read, got ${JSON.stringify(code)}; check ${code === "ENOENT" ? "where the link leads" : "its permissions"}`;
}
