import type { Plan } from "../../../model/plan/plan.ts";
import { tenantsId } from "../../../model/plan/planned-table.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { DecidedGrant, GrantDecision } from "../../../proof/questions/grant-decisions.ts";
import type { Reason, StartReport } from "./start-report.ts";

/** Grants that have ended: nothing of them is deployed, and there is nothing to decide. */
export const closedGrants = ({
  grants,
}: {
  readonly grants: readonly Pick<ResolvedGrant, "id" | "state" | "until" | "origin">[];
}): StartReport["closed"] =>
  grants
    .filter(({ state }) => state === "closed")
    .map(({ id, until, origin: { file, line } }) => ({ about: id, until: until ?? "", file, line }));

/** Open grants that no request shows: DynamoDB replicates by itself. */
export const grantsNotAskedAbout = ({ grants }: Pick<Plan, "grants"> | Pick<ResolvedPlan, "grants">): Reason[] =>
  grants.filter(({ state, how }) => state === "open" && how === "replication").map(({ id, reason }) => ({ about: id, because: reason }));

/** What is declared and could not be decided: requests with a problem or that rest on what is unknown, and grants and tenants that no request could be made for. */
export function undecidedOf(decided: readonly DecidedGrant[], plan: Pick<ResolvedPlan, "grants" | "accounts">): Reason[] {
  const withProblems = decided.flatMap(({ id, decisions }) =>
    decisions.filter(({ explanation }) => explanation === undefined).map((decision) => ({ about: id, because: problemText(decision) })),
  );
  return [...withProblems, ...withoutRequests(decided, plan)];
}

const problemText = ({ request, problems }: GrantDecision): string =>
  `${request.action} by ${request.principal}: ${problems.map(({ message }) => message).join("; ")}`;

function withoutRequests(decided: readonly DecidedGrant[], { grants, accounts }: Pick<ResolvedPlan, "grants" | "accounts">): Reason[] {
  const asked = new Set(decided.map(({ id }) => id));
  const tenants = accounts.flatMap(({ tables }) => tables.flatMap((table) => (table.tenants === undefined ? [] : tenantsId(table))));
  return [
    ...grants.filter((grant) => !asked.has(grant.id) && isToBeDecided(grant)).map((grant) => ({ about: grant.id, because: whyNot(grant) })),
    ...tenants.filter((id) => !asked.has(id)).map((id) => ({ about: id, because: NOT_THERE })),
  ];
}

const isToBeDecided = ({ state, how }: ResolvedGrant): boolean => state !== "closed" && how !== "replication";

const NOT_THERE = "it needs something that does not exist yet; the warnings of its stacks name it";

const whyNot = ({ state, waitsFor }: ResolvedGrant): string =>
  state === "waiting" ? `it waits for the id of ${waitsFor.join(", ")}` : NOT_THERE;
