import { tenantsId } from "../../../model/plan/planned-table.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { DecidedGrant, GrantDecision } from "../../../proof/questions/grant-decisions.ts";
import type { Judgement, Reason, WrongFinding } from "./start-report.ts";

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
    undecided: [
      ...all
        .filter(({ decision }) => decision.explanation === undefined)
        .map(({ id, decision }) => ({ about: id, because: whyUndecided(decision) })),
      ...notAsked(decided, plan),
    ],
    assumptions: [...new Set(all.flatMap(({ decision }) => decision.assumptions))].sort(),
  };
}

const whyUndecided = ({ request, problems }: GrantDecision): string =>
  `${request.action} by ${request.principal}: ${problems.map(({ message }) => message).join("; ")}`;

/** Open grants and tenants that no request could be made for, although one should show them. */
function notAsked(decided: readonly DecidedGrant[], { grants, accounts }: Pick<ResolvedPlan, "grants" | "accounts">): Reason[] {
  const asked = new Set(decided.map(({ id }) => id));
  const tenants = accounts.flatMap(({ tables }) => tables.flatMap((table) => (table.tenants === undefined ? [] : tenantsId(table))));
  return [
    ...grants.filter((grant) => !asked.has(grant.id) && isToBeDecided(grant)).map((grant) => ({ about: grant.id, because: whyNot(grant) })),
    ...tenants.filter((id) => !asked.has(id)).map((id) => ({ about: id, because: NOT_THERE })),
  ];
}

/** A closed grant is closed, and no request shows what DynamoDB replicates. */
const isToBeDecided = ({ state, how }: ResolvedGrant): boolean => state !== "closed" && how !== "replication";

const NOT_THERE = "it needs something that does not exist yet; the warnings of its stacks name it";

const whyNot = ({ state, waitsFor }: ResolvedGrant): string =>
  state === "waiting" ? `it waits for the id of ${waitsFor.join(", ")}` : NOT_THERE;
