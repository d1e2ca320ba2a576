import type { QuestionSubject } from "../classes/questions.ts";
import { type Noticing, noticing } from "../verdict/notice-mutants.ts";
import type { DecidedClaim } from "./claim.ts";

/**
 * Drops each statement of each guardrail, one at a time, while the layers are proven alone: what has seen all of their classes has noticed
 * every statement that is needed.
 */
export const droppingStatements = (subject: Pick<QuestionSubject, "world">): Noticing =>
  noticing(
    subject,
    (_, { change }, kind) => change === "statement dropped" && (kind === "service control policy" || kind === "resource control policy"),
  );

/** Statements that were dropped, in words that threads can hand on. */
export interface DroppedStatements {
  /** How many were. */
  readonly asked: number;
  /** Those that no class noticed. */
  readonly unnoticed: readonly string[];
}

/** What was noticed so far. */
export const droppedIn = ({ judged }: Noticing): DroppedStatements => ({
  asked: judged.length,
  unnoticed: judged
    .filter(({ noticedBy }) => noticedBy === undefined)
    .map(({ document, mutant: { what } }) => `${what.slice(0, what.indexOf(": "))} of ${document}`),
});

/**
 * The claim that every statement of the guardrails is needed: one that no class notices does nothing that the declaration asks for. It is not
 * known while grants wait for a role or a cluster, since the roles that statements are for are made when these are there.
 */
export function neededStatements(dropped: readonly DroppedStatements[], isAnyWaiting: boolean): DecidedClaim {
  const statements = dropped.flatMap(({ unnoticed }) => unnoticed);
  return {
    name: "guardrail-statements-are-needed",
    says: "every statement of every guardrail denies something that no other of its layer denies",
    declaredAt: undefined,
    asked: dropped.reduce((sum, { asked }) => sum + asked, 0),
    verdict: statements.length === 0 ? "holds" : isAnyWaiting ? "not known" : "broken",
    finding: undefined,
    statements,
  };
}
