import type { Plan } from "../../model/plan/plan.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { type Streams, WrongUse } from "../output/streams.ts";

/** Rehearses a plan with the user's own resources of its folder, and shows how far it is. */
export async function rehearsed(plan: Plan, folder: string, { err }: Streams): Promise<PlanRehearsal> {
  const [{ rehearsePlan }, { readExtensions }, { RunError }] = await Promise.all([
    import("../../rehearsal/rehearse-plan.ts"),
    import("../../program.ts"),
    import("@pulumi/pulumi"),
  ]);
  const shows = process.stderr.isTTY;
  const extensions = await readExtensions(folder).catch((error: unknown) => {
    throw RunError.isInstance(error) ? new WrongUse(error.message, { cause: error }) : error;
  });
  return rehearsePlan(plan, {
    extensions,
    onProgress: ({ stack, status, finished, total }) => {
      if (status === "failed") err(`${stack}: failed\n`);
      if (shows) err(`\r\u001b[2K${finished.toString()}/${total.toString()} ${finished === total ? "\n" : stack}`);
    },
  });
}
