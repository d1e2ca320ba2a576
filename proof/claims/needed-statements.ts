import type { QuestionSubject } from "../classes/questions.ts";
import { asList } from "../engine/policy-document.ts";
import type { Mutant } from "../verdict/mutants.ts";
import { type JudgedMutant, type Noticing, noticeMutants, noticing } from "../verdict/notice-mutants.ts";
import { deployedPolicies } from "../world/deployed-policies.ts";
import type { DecidedClaim } from "./claim.ts";

/**
 * Drops each statement of each guardrail, one at a time, while the layers are proven alone: what has seen all of their classes has noticed
 * every statement that is needed.
 */
export const droppingStatements = (subject: Pick<QuestionSubject, "world">): Noticing => noticing(subject, isDropOfGuardrail);

const isDropOfGuardrail: Parameters<typeof noticing>[1] = (_, { change }, kind) =>
  change === "statement dropped" && (kind === "service control policy" || kind === "resource control policy");

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
  unnoticed: judged.filter(({ noticedBy }) => noticedBy === undefined).map(statementOf),
});

/** A statement that was dropped, with its document. */
const statementOf = ({ document, mutant }: JudgedMutant): string => `${sidOf(mutant)} of ${document}`;

const sidOf = ({ what }: Mutant): string => what.slice(0, what.indexOf(": "));

/**
 * What is left of statements that nothing noticed, without those that are needed once observed perimeters are enforced: guardrails name what
 * observed accounts have already, so that documents stay as they are then.
 * @param subject the organization as it is declared
 * @param enforced the organization as it is then
 */
function neededNeither(
  dropped: readonly DroppedStatements[],
  subject: Pick<QuestionSubject, "world">,
  enforced: QuestionSubject,
): readonly DroppedStatements[] {
  const [texts, textsThen] = [textsOf(subject), textsOf(enforced)];
  const isOpen = new Set(dropped.flatMap(({ unnoticed }) => unnoticed).filter((each) => texts.get(each) === textsThen.get(each)));
  const sids = new Set([...isOpen].map((statement) => statement.slice(0, statement.indexOf(" of "))));
  const judged = noticeMutants(enforced, (number, mutant, kind) => isDropOfGuardrail(number, mutant, kind) && sids.has(sidOf(mutant)));
  const needed = new Set(judged.filter(({ noticedBy }) => noticedBy !== undefined).map(statementOf));
  const isNeeded = (statement: string) => isOpen.has(statement) && needed.has(statement);
  return dropped.map(({ asked, unnoticed }) => ({ asked, unnoticed: unnoticed.filter((statement) => !isNeeded(statement)) }));
}

/** The text of every deployed statement. */
const textsOf = ({ world }: Pick<QuestionSubject, "world">): ReadonlyMap<string, string> =>
  new Map(
    [...deployedPolicies(world.deployed)].flatMap(([name, { document }]) =>
      asList(document.Statement).map((statement, index) => [`${statement.Sid ?? index.toString()} of ${name}`, JSON.stringify(statement)]),
    ),
  );

/**
 * The claim that every statement of the guardrails is needed: one that no class notices does nothing that the declaration asks for. It is not
 * known while grants wait for a role or a cluster, since the roles that statements are for are made when these are there.
 */
function neededStatements(dropped: readonly DroppedStatements[], isAnyWaiting: boolean): DecidedClaim {
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

/**
 * The same claim, with what nothing needs asked about with observed perimeters enforced, too.
 * @param whenEnforced the organization as it is then; undefined where a stack fails. Left out: no perimeter is observed, or layers are not asked
 */
export async function neededStatementsInTheEnd(
  subject: Pick<QuestionSubject, "world">,
  dropped: readonly DroppedStatements[],
  isAnyWaiting: boolean,
  whenEnforced: (() => Promise<QuestionSubject | undefined>) | undefined,
): Promise<DecidedClaim> {
  const asDeclared = neededStatements(dropped, isAnyWaiting);
  if (asDeclared.verdict === "holds" || whenEnforced === undefined) return asDeclared;
  const enforced = await whenEnforced();
  return enforced === undefined
    ? neededStatements(dropped, true)
    : neededStatements(neededNeither(dropped, subject, enforced), isAnyWaiting);
}
