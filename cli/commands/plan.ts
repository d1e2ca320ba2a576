import type { DeclarationOptions, ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { plannedReplicas } from "../../model/plan/planned-replicas.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { wavesOf } from "../../operation/waves.ts";
import { affectedStacks } from "../input/affected-stacks.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { planText } from "../output/print-plan.ts";
import { wavesText } from "../output/print-waves.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface PlanOptions extends DeclarationOptions {
  readonly json?: boolean | undefined;
  /** Whether the stacks are printed as waves of jobs, in place of the plan. */
  readonly waves?: boolean | undefined;
  /** Only waves of stacks that a change since this git ref concerns. */
  readonly affected?: string | undefined;
}

/** Prints what will be deployed: accounts, stacks, grants with both halves, warnings. */
export async function plan({ json, waves, affected, ...options }: PlanOptions, streams: Streams): Promise<ExitCode> {
  if (affected !== undefined && waves !== true) throw new WrongUse("--affected: chooses the stacks of waves; add --waves, or leave it out");
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, json === true, streams);
  if (waves === true) return printWaves({ ...read, declaration: read.declaration }, affected, json === true, streams);
  const planned = planOf(read.declaration);
  const report = { format: 1, ...planned, replicas: plannedReplicas(planned), warnings: read.warnings };
  streams.out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : planText(planned, read));
  return 0;
}

async function printWaves(
  read: ReadDeclaration & { readonly declaration: Declaration },
  ref: string | undefined,
  isJson: boolean,
  streams: Streams,
): Promise<ExitCode> {
  const { stacks } = planOf(read.declaration);
  const affected = ref === undefined ? undefined : await affectedStacks(ref, read, streams);
  const chosen = affected === undefined ? stacks.map(({ name }) => name) : [...affected.differ, ...affected.read];
  const waves = wavesOf(stacks, new Set(chosen));
  streams.out(isJson ? `${JSON.stringify({ format: 1, affected: affected ?? null, waves }, undefined, 2)}\n` : wavesText(waves));
  return 0;
}
