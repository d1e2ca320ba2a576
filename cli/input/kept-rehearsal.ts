import { createHash } from "node:crypto";
import { globSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { compareText } from "../../iam/compare-text.ts";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { writeWhole } from "../../operation/sandbox/write-whole.ts";
import { CLAIMS_FILE } from "../../proof/claims/claims-file.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { makeFolder } from "../output/make-folder.ts";
import { INVENTORY } from "./read-inventory.ts";

/** The parts of a rehearsal that answers need. */
export type KeptRehearsal = Pick<PlanRehearsal, "resources" | "provenance">;

/** Where rehearsals are kept, beside the sandbox. */
export const KEPT = path.join(ROOT, ".palisade", "rehearsals");

/** How many are kept, so that questions about several branches or days in turn need no new rehearsal. */
const MOST_KEPT = 8;

/** The sources that a rehearsal depends on, besides the declaration. */
const SOURCES = "{iam,model,sharing,guardrails,components,stacks,control-plane,rehearsal}/**/*.ts";
const SINGLE_SOURCES = ["program.ts", "package-lock.json"];

/**
 * A name for the rehearsal of a declaration on a day: a hash of every file in its folder, the user's own programs included, of the sources
 * that rehearse it, and of the Node that runs them. Other inputs of a user's program (the time, the network, files outside of the folder)
 * are not part of it.
 * @param shownAs how messages name the folder
 */
export function keyOfRehearsal(folder: string, asOf: string, shownAs = path.relative(process.cwd(), folder)): string {
  const hash = createHash("sha256");
  const add = (name: string, content: string | Buffer) => void hash.update(`${name}\0${content.length.toString()}\0`).update(content);
  add("node", process.versions.node);
  add("as of", asOf);
  // Provenance names files as the user sees them.
  add("shown as", shownAs);
  for (const name of [...globSync(SOURCES, { cwd: ROOT }).sort(), ...SINGLE_SOURCES]) add(name, readFileSync(path.join(ROOT, name)));
  // The inventory and the claims are about requests, not about the resources of stacks.
  for (const [name, file] of filesOf(folder).filter(([name]) => name !== INVENTORY && name !== CLAIMS_FILE))
    add(`declaration/${name}`, readFileSync(file));
  return hash.digest("hex");
}

/** Every file below a folder by its path there, sorted; links are followed, hidden files and installed packages left out. */
function filesOf(folder: string): (readonly [string, string])[] {
  const seen = new Set<string>();
  const walk = (directory: string, prefix: string): (readonly [string, string])[] => {
    const real = realpathSync(directory);
    if (seen.has(real)) return [];
    seen.add(real);
    return readdirSync(directory)
      .filter((name) => !name.startsWith(".") && name !== "node_modules")
      .flatMap((name) => {
        const file = path.join(directory, name);
        const stat = statSync(file, { throwIfNoEntry: false });
        if (stat?.isDirectory() === true) return walk(file, `${prefix}${name}/`);
        return stat?.isFile() === true ? [[`${prefix}${name}`, file] as const] : [];
      });
  };
  return walk(folder, "").sort(([a], [b]) => compareText(a, b));
}

/** The rehearsal that is kept under a name; undefined where there is none, or where it is damaged. */
export function readKept(key: string, folder = KEPT): KeptRehearsal | undefined {
  try {
    const text = readFileSync(fileOf(folder, key), "utf8");
    const digest = text.slice(0, text.indexOf("\n"));
    const content = text.slice(digest.length + 1);
    return digest === digestOf(content) ? (JSON.parse(content) as KeptRehearsal) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a rehearsal. Other processes may write the same one meanwhile: each writes its own file and renames it. Where it cannot be written,
 * the next question rehearses again.
 */
export function keep(key: string, { resources, provenance }: KeptRehearsal, folder = KEPT): void {
  const content = JSON.stringify({ resources, provenance });
  try {
    makeFolder(folder);
    writeWhole(fileOf(folder, key), `${digestOf(content)}\n${content}`);
    forgetOldest(folder);
  } catch {
    // Nothing is kept.
  }
}

/** Keeps the rehearsal of a declaration, unless the declaration or a source has changed since its name was computed. */
export function keepUnchanged(key: string, declaration: string, asOf: string, rehearsal: KeptRehearsal, shownAs?: string): void {
  if (keyOfRehearsal(declaration, asOf, shownAs) === key) keep(key, rehearsal);
}

const fileOf = (folder: string, key: string): string => path.join(folder, `${key}.json`);

const digestOf = (content: string): string => createHash("sha256").update(content).digest("hex");

function forgetOldest(folder: string): void {
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ file: path.join(folder, name), at: statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { file } of kept.slice(MOST_KEPT)) rmSync(file, { force: true });
}
