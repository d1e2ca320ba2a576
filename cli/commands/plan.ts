import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { planText } from "../output/print-plan.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** Prints what will be deployed: accounts, stacks, grants with both halves, warnings. */
export function plan({ json, ...options }: DeclarationOptions & { readonly json?: boolean | undefined }, streams: Streams): ExitCode {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, json === true, streams);
  const planned = planOf(read.declaration);
  const report = { format: 1, ...planned, warnings: read.warnings };
  streams.out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : planText(planned, read));
  return 0;
}
