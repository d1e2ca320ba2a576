import { load } from "../../model/checks/load.ts";
import { problemLine } from "../../model/problem.ts";
import { deploy, proofOf } from "./proof.ts";
import { randomOrganization } from "./random-organization.ts";
import { NOW } from "./sample.ts";

/** What became of a drawn organization. */
export type RandomVerdict =
  | { readonly verdict: "refused"; readonly problems: readonly string[] }
  /** `not known` where something is left that nobody described, or that waits. */
  | { readonly verdict: "proven" | "not known" }
  | { readonly verdict: "failed"; readonly because: readonly string[] };

/** Validates a drawn organization, and rehearses and proves it if it is accepted. */
export async function verdictOn(seed: number): Promise<RandomVerdict> {
  const files = randomOrganization(seed);
  const { declaration, problems } = load(files, { now: NOW });
  if (declaration === undefined) return { verdict: "refused", problems: problems.map(problemLine) };
  try {
    const { against } = await proofOf(await deploy(files));
    const because = against.filter((each) => !each.startsWith("unknown: "));
    if (because.length > 0) return { verdict: "failed", because };
    return { verdict: against.length === 0 ? "proven" : "not known" };
  } catch (error) {
    return { verdict: "failed", because: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Whether a refusal says where: `<file>:<line>:<column>: …`. */
export const isPositioned = (problem: string): boolean => /^[\w./-]+\.yaml:\d+:\d+: /.test(problem);
