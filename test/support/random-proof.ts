import { load } from "../../model/checks/load.ts";
import { problemLine } from "../../model/problem.ts";
import { claimsOf, openOf } from "./claims.ts";
import { deploy, proofOf } from "./proof.ts";
import { randomOrganization } from "./random-organization.ts";
import { NOW } from "./sample.ts";

/** What became of a drawn organization. */
export type RandomVerdict =
  | { readonly verdict: "refused"; readonly problems: readonly string[] }
  /** `not known` where something is left that nobody described, or that waits. */
  | { readonly verdict: "proven" | "not known" }
  | { readonly verdict: "failed"; readonly because: readonly string[] };

/**
 * What a declaration cannot say yet, so that validation accepts what a rehearsal of the first deployment refuses: a role that its team makes
 * after the account is created.
 */
const MADE_LATER = /workloads\.\S+\.role\.existing of \S+: cannot be looked up/;

/** Validates a drawn organization, and rehearses and proves it if it is accepted. */
export async function verdictOn(seed: number): Promise<RandomVerdict> {
  const files = randomOrganization(seed);
  const { declaration, problems } = load(files, { now: NOW });
  if (declaration === undefined) return { verdict: "refused", problems: problems.map(problemLine) };
  try {
    const deployed = await deploy(files);
    const { against } = await proofOf(deployed);
    const { claims } = await claimsOf(deployed);
    const because = [...against, ...openOf(claims)].filter((each) => !/^(?:unknown|not known): /.test(each));
    if (because.length > 0) return { verdict: "failed", because };
    return { verdict: against.length === 0 ? "proven" : "not known" };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return MADE_LATER.test(because) ? { verdict: "not known" } : { verdict: "failed", because: [because] };
  }
}

/** Whether a refusal says where: `<file>:<line>:<column>: …`. */
export const isPositioned = (problem: string): boolean => /^[\w./-]+\.yaml:\d+:\d+: /.test(problem);
