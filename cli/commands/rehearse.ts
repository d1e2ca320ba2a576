import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { rehearsed } from "../input/rehearse-declared.ts";
import { makeFolder } from "../output/make-folder.ts";
import { isRefused, rehearsalText } from "../output/print-rehearsal.ts";
import { reportRehearsal } from "../output/report/report-rehearsal.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { violationsOf } from "./pack-violations.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface RehearseOptions extends DeclarationOptions {
  /** Folder for resources.json and provenance.json. */
  readonly output?: string | undefined;
  /** Whether every document is listed, not only the fullest. @default false */
  readonly documents?: boolean;
  /** Whether the rehearsal is printed as JSON. @default in words */
  readonly json?: boolean;
}

/** Rehearses a declaration in this process and prints the resources that each account would have. */
export async function rehearse({ output, documents, json, ...options }: RehearseOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, json === true, streams);
  const plan = planOf(read.declaration);
  if (output !== undefined) makeOutput(output);
  const rehearsal = await rehearsed(plan, read.folder, streams);
  if (output !== undefined) await writeRehearsal(rehearsal, output, streams);
  const violations = await violationsOf(rehearsal);
  const from = path.relative(process.cwd(), read.folder) || ".";
  streams.out(
    json === true
      ? `${JSON.stringify(reportRehearsal({ plan, rehearsal, violations, declaration: from }), undefined, 2)}\n`
      : rehearsalText(rehearsal, plan, { from, violations, allDocuments: documents === true }),
  );
  if (rehearsal.stacks.some(({ status }) => status !== "done")) return 1;
  return isRefused(violations) ? 1 : 0;
}

/** Made before anything is rehearsed, so that a wrong folder is said at once. */
function makeOutput(output: string): void {
  try {
    makeFolder(path.resolve(output));
  } catch (error) {
    throw cannotWrite(output, error);
  }
}

function cannotWrite(output: string, error: unknown): WrongUse {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new WrongUse(`--output: cannot be written, got ${JSON.stringify(code)} for ${output}; name a folder that can be`, {
    cause: error,
  });
}

/** Both files are there whole or as they were before. */
async function writeRehearsal(rehearsal: PlanRehearsal, output: string, { err }: Streams): Promise<void> {
  const [{ resourcesJson }, { provenanceJson }] = await Promise.all([
    import("../../rehearsal/resources-json.ts"),
    import("../../rehearsal/provenance.ts"),
  ]);
  const files = { "resources.json": resourcesJson(rehearsal), "provenance.json": provenanceJson(rehearsal.provenance) };
  const draft = (name: string) => path.join(output, `.${name}.${process.pid.toString()}`);
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(draft(name), text);
    for (const name of Object.keys(files)) renameSync(draft(name), path.join(output, name));
  } catch (error) {
    for (const name of Object.keys(files)) rmSync(draft(name), { force: true });
    throw cannotWrite(output, error);
  }
  err(`${output}: wrote ${Object.keys(files).join(" and ")}\n`);
}
