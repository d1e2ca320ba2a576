import { type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { someOf } from "../../model/some-of.ts";
import { compareStacks, type StackDifference } from "../../rehearsal/compare-stacks.ts";
import { stopped } from "../output/print-problems.ts";
import { type Streams, WrongUse } from "../output/streams.ts";
import { withDeclarationAt } from "./declaration-at-ref.ts";
import { GitRefusal, git } from "./git.ts";
import { keptOrRehearsed } from "./rehearsed-organization.ts";

/** The stacks that a change since a git ref concerns. */
export interface AffectedStacks {
  readonly commit: string;
  /** Sources of the programs themselves that have changed, where the declaration is in their repository. They concern every stack. */
  readonly programs: readonly string[];
  /** Stacks whose resources or outputs differ, in the plan's order. */
  readonly differ: readonly string[];
  /** Stacks that differ in nothing themselves, and read from one in which a resource is replaced: they get its new id. */
  readonly read: readonly string[];
  /** Stacks that the declaration does not have any more. */
  readonly gone: readonly string[];
}

/**
 * Compares the rehearsal of a declaration as it was at a git ref with today's. Both are rehearsed by the programs as they are now: where these
 * have changed since, too, every stack counts as one that differs.
 */
export async function affectedStacks(
  ref: string,
  read: ReadDeclaration & { readonly declaration: Declaration },
  streams: Streams,
): Promise<AffectedStacks> {
  const after = await keptOrRehearsed(read, {}, streams);
  return withDeclarationAt(ref, read, { name: "--affected", otherwise: ", or leave out --affected" }, async (earlier) => {
    const { declaration, problems, folder, shownAs, commit } = earlier;
    if (declaration === undefined) throw new WrongUse(stopped(problems).trimEnd());
    const programs = changedPrograms(ROOT, commit);
    if (programs.length > 0) streams.err(`the programs have changed since ${ref}, so that every stack counts: ${someOf(programs)}\n`);
    const before = await keptOrRehearsed({ declaration, folder, shownAs }, {}, streams);
    const differences = compareStacks(before.rehearsal.resources, after.rehearsal.resources);
    const found = affectedBy(differences, planOf(declaration), planOf(read.declaration));
    if (programs.length === 0) return { commit, programs, ...found };
    return { commit, programs, differ: after.plan.stacks.map(({ name }) => name), read: [], gone: found.gone };
  });
}

/** The sources of the programs that differ from a commit; none where the commit is of another repository. */
export function changedPrograms(repository: string, commit: string): string[] {
  try {
    const names = git(repository, ["diff", "--name-only", "-z", commit, "--", ...PROGRAM_SOURCES]).toString();
    return names.split("\0").filter((name) => name !== "");
  } catch (error) {
    if (error instanceof GitRefusal) return [];
    throw error;
  }
}

/** The part of the sources that a deployed program consists of, with what is installed. */
const PROGRAM_SOURCES = ["iam", "model", "sharing", "guardrails", "components", "stacks", "program.ts", "package-lock.json"];

/** The stacks that differences concern. */
export function affectedBy(
  differences: ReadonlyMap<string, StackDifference>,
  before: Pick<Plan, "stacks">,
  after: Pick<Plan, "stacks">,
): Omit<AffectedStacks, "commit" | "programs"> {
  const names = new Set(after.stacks.map(({ name }) => name));
  const differs = (name: string) => differences.has(name);
  const isReplacing = (name: string) => differences.get(name)?.replaces === true;
  return {
    differ: [...names].filter(differs),
    read: after.stacks.flatMap(({ name, dependsOn }) => (!differs(name) && dependsOn.some(isReplacing) ? [name] : [])),
    gone: before.stacks.flatMap(({ name }) => (names.has(name) ? [] : [name])),
  };
}
