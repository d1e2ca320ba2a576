import type { Declaration } from "../../model/reading/declaration.ts";
import { inParallel } from "../../operation/in-parallel.ts";
import type { Run } from "../../operation/run-stacks.ts";
import { judgeDrifts, resourcesInStates } from "../input/judge-drifts.ts";
import { soundInventory } from "../input/read-inventory.ts";
import { keptOrRehearsed } from "../input/rehearsed-organization.ts";
import { refusalOfCli, type Scene } from "../input/scene.ts";
import type { DriftJudgement, DriftOfStack } from "../output/drift-report.ts";
import type { OperationOutput } from "../output/operation-output.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

/** What drifts are judged by. */
export interface DriftSubject {
  readonly declaration: Declaration;
  readonly folder: string;
  readonly now: Date;
  readonly inventory: string | undefined;
  /** The largest number of stacks that are read at the same time. */
  readonly atOnce: number;
}

/** Judges what a run found and prints it. Resolves to 0 where nothing differs and every stack could be looked at, else to 1. */
export async function reportDrift(
  scene: Scene,
  run: Run,
  subject: DriftSubject,
  { output, streams }: { readonly output: OperationOutput; readonly streams: Streams },
): Promise<ExitCode> {
  const drifts = [...run.reports.values()].flatMap(({ stack, drifts: found = [] }) => found.map((drift) => ({ stack, drift })));
  const judgement = drifts.length === 0 ? { drifts: [], together: [] } : await judged(scene, drifts, subject, streams);
  output.endOfDrift(run, judgement);
  return drifts.length === 0 && [...run.fates.values()].every((fate) => fate === "done") ? 0 : 1;
}

async function judged(
  { operator, existing, planned }: Scene,
  drifts: readonly DriftOfStack[],
  { declaration, folder, now, inventory, atOnce }: DriftSubject,
  streams: Streams,
): Promise<DriftJudgement> {
  const names = planned.filter(({ name }) => existing.has(name));
  const deployments = await inParallel(names, atOnce, async ({ name }) => (await operator.exported(name)).deployment).catch(
    (error: unknown) => refusalOfCli("the states of all stacks cannot be read, so that nothing is judged", error),
  );
  if (typeof deployments === "string")
    return {
      drifts: drifts.map((each) => ({ ...each, access: "not known", notKnown: [deployments], changes: [], judgedWith: [] })),
      together: [],
    };
  const existingPolicies = soundInventory(inventory, folder);
  const provenance = await provenanceOf({ declaration, folder }, streams);
  return judgeDrifts(drifts, resourcesInStates(deployments), { declaration, now, existing: existingPolicies, provenance });
}

/** Where statements come from; nothing where the declaration cannot be rehearsed as it is now. */
async function provenanceOf(read: { readonly declaration: Declaration; readonly folder: string }, streams: Streams) {
  try {
    return (await keptOrRehearsed(read, {}, streams)).rehearsal.provenance;
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    return [];
  }
}
