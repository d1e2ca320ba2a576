import type { Plan } from "../model/plan.ts";
import type { PlanRehearsal } from "../rehearsal/rehearse-plan.ts";
import type { Streams } from "./streams.ts";

/** Rehearses a plan with the user's own resources of its folder, and shows how far it is. */
export async function rehearsed(plan: Plan, folder: string, { err }: Streams): Promise<PlanRehearsal> {
  // Pulumi's SDK takes a stack trace for every resource; nobody reads them here, and they cost most of the time.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const [{ rehearsePlan }, { readExtensions }] = await Promise.all([import("../rehearsal/rehearse-plan.ts"), import("../program.ts")]);
    const shows = process.stderr.isTTY;
    return await rehearsePlan(plan, {
      extensions: await readExtensions(folder),
      onProgress: ({ stack, status, finished, total }) => {
        if (status === "failed") err(`${stack}: failed\n`);
        if (shows) err(`\r\u001b[2K${finished.toString()}/${total.toString()} ${finished === total ? "\n" : stack}`);
      },
    });
  } finally {
    Error.stackTraceLimit = limit;
  }
}
