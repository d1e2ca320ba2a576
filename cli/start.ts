import path from "node:path";
import { plan as planOf } from "../model/plan.ts";
import { unsupported } from "../stacks/unsupported.ts";
import { plan } from "./plan.ts";
import { count } from "./print-problems.ts";
import { type DeclarationOptions, LINE, readDeclaration, SAMPLE } from "./read-declaration.ts";
import { rehearse } from "./rehearse.ts";
import type { ExitCode, Streams } from "./streams.ts";

/**
 * Prints the plan and rehearses it. What cannot be deployed yet is listed by name instead; for the sample the smallest organization is
 * rehearsed in its place.
 */
export async function start(options: DeclarationOptions, streams: Streams): Promise<ExitCode> {
  const planned = plan(options, streams);
  const { declaration, folder } = readDeclaration(options);
  if (planned !== 0 || declaration === undefined) return planned;
  streams.out("\n");
  const missing = unsupported(planOf(declaration));
  if (missing.length === 0) return rehearse({ ...options, declaration: folder }, streams);
  const shown = (name: string) => path.relative(process.cwd(), name) || ".";
  const kinds = [...Map.groupBy(missing, ({ what }) => what)]
    .map(([what, all]) => `  ${what}: ${all.map(({ origin }) => origin.id).join(", ")}\n`)
    .sort();
  streams.out(`${shown(folder)} is not rehearsed: ${count(missing.length, "thing")} of it cannot be deployed yet\n${kinds.join("")}`);
  if (folder !== SAMPLE) return 0;
  streams.out(`\n${shown(LINE)} is rehearsed in its place.\n\n`);
  return rehearse({ declaration: LINE }, streams);
}
