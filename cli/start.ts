import path from "node:path";
import { plan } from "./plan.ts";
import { type DeclarationOptions, readDeclaration } from "./read-declaration.ts";
import { deployable, rehearse } from "./rehearse.ts";
import type { ExitCode, Streams } from "./streams.ts";

/** Prints the plan and rehearses it; while the sample cannot be deployed as a whole, the smallest organization stands in for it. */
export async function start(options: DeclarationOptions, streams: Streams): Promise<ExitCode> {
  const planned = plan(options, streams);
  if (planned !== 0) return planned;
  const { folder } = readDeclaration(options);
  const rehearsed = options.declaration ?? deployable(options);
  const shown = (name: string) => path.relative(process.cwd(), name) || ".";
  streams.out("\n");
  if (path.resolve(rehearsed) !== folder) {
    streams.out(`Not all of ${shown(folder)} can be deployed yet; ${shown(rehearsed)} is rehearsed in its place.\n\n`);
  }
  return rehearse({ ...options, declaration: rehearsed }, streams);
}
