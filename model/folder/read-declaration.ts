import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { type Loaded, load } from "../checks/load.ts";
import { readFiles } from "./declaration-files.ts";
import { projectSettings } from "./project-settings.ts";
import { WrongOption } from "./wrong-option.ts";

/** The folder of the project itself. */
export const ROOT = path.resolve(import.meta.dirname, "../..");
export const SAMPLE = path.join(ROOT, "examples", "acme");
export const OWN = path.join(ROOT, "organization");

/** The sample is read as of this day, so that its ends of grants mean the same for ever. */
export const SAMPLE_DAY = "2026-11-22";

export interface DeclarationOptions {
  /** Folder of the declaration; left out: the one that Pulumi.yaml names, else `organization/` where it exists, else the sample. */
  readonly declaration?: string | undefined;
  /** Day that ends of grants are compared with; left out: today, for the sample its pinned day. */
  readonly asOf?: string | undefined;
}

/** How messages name the two options, and from which folder they name files. */
export interface Caller {
  readonly declaration: string;
  readonly asOf: string;
  readonly cwd: string;
}

export interface ReadDeclaration extends Loaded {
  readonly folder: string;
  readonly now: Date;
  /** Whether the day is pinned because the declaration is the sample. */
  readonly pinned: boolean;
}

/**
 * Finds, reads and checks the declaration in a folder.
 * @throws WrongOption where the folder holds no declaration, or the day is none
 */
export function readDeclaration({ declaration, asOf }: DeclarationOptions, caller: Caller): ReadDeclaration {
  const setting = declaration === undefined ? projectSettings(ROOT).declaration : undefined;
  const folder = declaration === undefined ? (setting ?? defaultFolder()) : path.resolve(caller.cwd, declaration);
  const named = JSON.stringify(declaration ?? folder);
  const by = setting === undefined ? caller.declaration : "Pulumi.yaml: palisade:declaration";
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new WrongOption(`${by}: is not a folder, got ${named}; name the folder that holds organization.yaml`);
  const pinned = asOf === undefined && folder === SAMPLE;
  const whole = wholeDeclaration(folder);
  if (whole !== undefined) {
    throw new WrongOption(
      `${by}: is a folder of a declaration, got ${named}; name ${path.relative(caller.cwd, whole) || "."}, which holds organization.yaml`,
    );
  }
  const now = asOf === undefined ? (pinned ? dayOf(SAMPLE_DAY, caller) : new Date()) : dayOf(asOf, caller);
  return { ...readFolder(folder, now, caller.cwd), folder, now, pinned };
}

/** Reads and checks the declaration in a folder as of an instant; files are named from the working directory. */
export function readFolder(folder: string, now: Date, cwd: string): Loaded {
  const shownAs = (file: string) => path.relative(cwd, path.join(folder, file)).split(path.sep).join("/");
  const { files, unread } = readFiles(folder);
  return load(files, { now, shownAs, unread });
}

const defaultFolder = (): string => (existsSync(OWN) ? OWN : SAMPLE);

/** The declaration that a folder without an organization.yaml is a part of, if it is one. */
function wholeDeclaration(folder: string): string | undefined {
  const isWhole = (each: string) => existsSync(path.join(each, "organization.yaml"));
  if (isWhole(folder)) return undefined;
  // accounts/, or one account's folder below it.
  return [path.dirname(folder), path.dirname(path.dirname(folder))].find(isWhole);
}

function dayOf(text: string, { asOf }: Caller): Date {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new WrongOption(`${asOf}: must be a day as YYYY-MM-DD, got ${JSON.stringify(text)}; write it like 2026-11-22`);
  const day = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new WrongOption(`${asOf}: is not a day of the calendar, got ${JSON.stringify(text)}; correct the month or the day`);
  return day;
}
