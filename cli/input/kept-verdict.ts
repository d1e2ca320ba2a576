import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { CLAIMS_FILE } from "../../proof/claims/claims-file.ts";
import { makeFolder } from "../output/make-folder.ts";
import { keyOfRehearsal } from "./kept-rehearsal.ts";
import { INVENTORY } from "./read-inventory.ts";

/** Where it is noted what was proven. */
const KEPT = path.join(ROOT, ".palisade", "proven");

/** The sources that a proof depends on, with the data that they import; some are sources of the rehearsal, too. */
const SOURCES = "{iam,model,sharing,guardrails,components,stacks,control-plane,rehearsal,policy-pack,proof,operation,cli}/**/*.{ts,json}";

/** The files of the project on which a verdict rests, sorted. */
export const sourcesOfProof = (): string[] => ["program.ts", ...globSync(SOURCES, { cwd: ROOT })].sort();

/**
 * A name for the proof of a declaration on a day: a hash of its rehearsal's name, of the inventory, of the claims and of the sources that
 * prove. The proof covers every later instant too, so that it holds for the rest of the day.
 */
export function keyOfProof(folder: string, asOf: string, inventory: string | undefined): string {
  const hash = createHash("sha256").update(keyOfRehearsal(folder, asOf));
  const add = (name: string, content: string | Buffer) => void hash.update(`${name}\0${content.length.toString()}\0`).update(content);
  for (const name of sourcesOfProof()) add(name, readFileSync(path.join(ROOT, name)));
  for (const file of [inventory ?? path.join(folder, INVENTORY), path.join(folder, CLAIMS_FILE)])
    if (existsSync(file)) add(path.basename(file), readFileSync(file));
  return hash.digest("hex");
}

/** How long an answer of `unchangedSince` holds: many stacks ask, and each look reads every file. */
const HOLDS_MILLISECONDS = 1000;

/** What says whether the key of a proof is still the same, so that what is deployed is what was proven. */
export function unchangedSince(key: string, ...of: Parameters<typeof keyOfProof>): () => boolean {
  let isSame = true;
  let asked = Number.NEGATIVE_INFINITY;
  return () => {
    if (isSame && performance.now() - asked > HOLDS_MILLISECONDS) {
      isSame = keyOfProof(...of) === key;
      asked = performance.now();
    }
    return isSame;
  };
}

/** Whether something was proven before. */
export const isProven = (key: string): boolean => existsSync(path.join(KEPT, key));

/** Notes that something is proven. Where that cannot be written, it is proven again the next time. */
export function noteProven(key: string): void {
  try {
    makeFolder(KEPT);
    writeFileSync(path.join(KEPT, key), "");
  } catch {
    // Nothing is noted.
  }
}
