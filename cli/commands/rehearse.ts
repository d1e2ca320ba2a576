import path from "node:path";
import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { rehearsed } from "../input/rehearse-declared.ts";
import { isRefused, rehearsalText } from "../output/print-rehearsal.ts";
import { reportRehearsal } from "../output/report/report-rehearsal.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { makeOutputFolder, writePages } from "../output/write-pages.ts";
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
  if (output !== undefined) makeOutputFolder("--output", output);
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

/** Both files are there whole or as they were before. */
async function writeRehearsal(rehearsal: PlanRehearsal, output: string, { err }: Streams): Promise<void> {
  const [{ resourcesJson }, { provenanceJson }] = await Promise.all([
    import("../../rehearsal/resources-json.ts"),
    import("../../rehearsal/provenance.ts"),
  ]);
  const files = new Map<string, string | Iterable<string>>([
    ["resources.json", resourcesJson(rehearsal)],
    ["provenance.json", provenanceJson(rehearsal.provenance)],
  ]);
  writePages("--output", output, files);
  err(`${output}: wrote ${[...files.keys()].join(" and ")}\n`);
}
