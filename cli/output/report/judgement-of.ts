import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { DecidedGrant, GrantDecision } from "../../../proof/questions/grant-decisions.ts";
import { undecidedOf } from "./not-decided.ts";
import type { Judgement, WrongFinding } from "./start-report.ts";

/** What a wrong decision is said with: why it came out so, and what would have to change. */
export type Explained = (decision: GrantDecision) => Pick<WrongFinding, "what" | "remedy" | "command">;

/** What single decisions say of a declaration: what is open that should not be, what is closed that should not be, and what nobody could decide. */
export function judgementOf(
  decided: readonly DecidedGrant[],
  plan: Pick<ResolvedPlan, "grants" | "accounts">,
  explained: Explained,
): Judgement {
  const of = (what: DecidedGrant["what"]) => decided.filter((each) => each.what === what).length;
  const all = decided.flatMap(({ id, decisions }) => decisions.map((decision) => ({ id, decision })));
  const wrong = all.filter(({ decision }) => decision.explanation !== undefined && !decision.isAsDeclared);
  const finding = ({ id, decision }: (typeof all)[number]): WrongFinding => ({
    kind: decision.isToBeAllowed ? "broken grant" : "breach",
    about: id,
    ...explained(decision),
  });
  return {
    decided: { count: all.filter(({ decision }) => decision.explanation !== undefined).length, of: "requests" },
    over: { grants: of("grant"), uses: of("use"), tenantTables: of("tenants") },
    breaches: wrong.filter(({ decision }) => !decision.isToBeAllowed).map(finding),
    brokenGrants: wrong.filter(({ decision }) => decision.isToBeAllowed).map(finding),
    undecided: undecidedOf(decided, plan),
    assumptions: [...new Set(all.flatMap(({ decision }) => decision.assumptions))].sort(),
  };
}
