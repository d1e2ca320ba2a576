import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { DecidedGrant, GrantDecision } from "../../../proof/questions/grant-decisions.ts";
import { undecidedOf } from "./not-decided.ts";
import type { Judgement, WrongFinding } from "./start-report.ts";

/** Explains a wrong decision: the statement that made it, and what would have to change. */
export type Explained = (decision: GrantDecision) => Pick<WrongFinding, "what" | "remedy" | "command">;

/** Sorts single decisions into breaches, broken grants and undecided ones. */
export function judgementOf(
  decided: readonly DecidedGrant[],
  plan: Pick<ResolvedPlan, "grants" | "accounts">,
  explained: Explained,
): Judgement {
  const of = (what: DecidedGrant["what"]) => decided.filter((each) => each.what === what).length;
  const all = decided.flatMap(({ decisions }) => decisions);
  const wrong = decided.flatMap(({ id, decisions }) => wrongOf(id, decisions, explained));
  return {
    decided: {
      count: all.filter(({ explanation }) => explanation !== undefined).length,
      of: "requests",
      over: { grants: of("grant"), uses: of("use"), tenantTables: of("tenants") },
    },
    breaches: wrong.filter(({ kind }) => kind === "breach"),
    brokenGrants: wrong.filter(({ kind }) => kind === "broken grant"),
    undecided: undecidedOf(decided, plan),
    knownBreaches: [],
    assumptions: [...new Set(all.flatMap(({ assumptions }) => assumptions))].sort(),
  };
}

/** Wrong decisions about one grant, one finding for each question, with its first request as the example. */
function wrongOf(about: string, decisions: readonly GrantDecision[], explained: Explained): WrongFinding[] {
  const wrong = decisions.filter(({ explanation, isAsDeclared }) => explanation !== undefined && !isAsDeclared);
  const byQuestion = Map.groupBy(wrong, ({ question, isToBeAllowed }) => `${question} ${String(isToBeAllowed)}`);
  return [...byQuestion.values()].flatMap((same): WrongFinding[] => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ kind: first.isToBeAllowed ? "broken grant" : "breach", about, requests: same.length, ...explained(first) }];
  });
}
