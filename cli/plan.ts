import { plan as planOf } from "../model/plan.ts";
import { planText } from "./print-plan.ts";
import { stopped } from "./print-problems.ts";
import { type DeclarationOptions, readDeclaration } from "./read-declaration.ts";
import type { ExitCode, Streams } from "./streams.ts";

/** Prints what will be deployed: accounts, stacks, grants with both halves, warnings. */
export function plan(options: DeclarationOptions & { readonly json?: boolean | undefined }, { out, err }: Streams): ExitCode {
  const read = readDeclaration(options);
  if (read.declaration === undefined) {
    err(stopped(read.problems));
    return 1;
  }
  const planned = planOf(read.declaration);
  out(options.json === true ? `${JSON.stringify({ ...planned, warnings: read.warnings }, undefined, 2)}\n` : planText(planned, read));
  return 0;
}
