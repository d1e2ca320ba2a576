import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { planText } from "../output/print-plan.ts";
import { stopped } from "../output/print-problems.ts";
import type { ExitCode, Streams } from "../output/streams.ts";

/** Prints what will be deployed: accounts, stacks, grants with both halves, warnings. */
export function plan({ json, ...options }: DeclarationOptions & { readonly json?: boolean | undefined }, { out, err }: Streams): ExitCode {
  const read = readDeclaration(options);
  if (read.declaration === undefined) {
    err(stopped(read.problems));
    return 1;
  }
  const planned = planOf(read.declaration);
  out(json === true ? `${JSON.stringify({ ...planned, warnings: read.warnings }, undefined, 2)}\n` : planText(planned, read));
  return 0;
}
