import type { Origin } from "../../model/plan/origin.ts";
import type { Kind } from "../../model/plan/planned-grant.ts";
import { tenantsId } from "../../model/plan/planned-table.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Surroundings } from "../engine/prepare-request.ts";
import { type DecidedExplanation, explainCall, isDecided } from "../explanation/explain-call.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import type { Problem } from "../json-problem.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { type GrantRequest, grantRequests } from "./across-accounts.ts";
import { useRequests } from "./inside-account.ts";
import { tenantRequests } from "./tenants.ts";

/** One decision about a grant, and whether it is what the declaration promises. */
export interface GrantDecision extends GrantRequest {
  /** Undefined where it could not be decided. */
  readonly explanation: DecidedExplanation | undefined;
  /** Why it could not be decided: a name that stands for nothing, or what is unknown, with the entry that would say it. */
  readonly problems: readonly Problem[];
  readonly isAsDeclared: boolean;
  /** What of the organization was taken for granted. */
  readonly assumptions: readonly string[];
}

/** A grant with what becomes of the requests about it. */
export interface DecidedGrant {
  readonly id: string;
  readonly origin: Origin;
  /** A grant across accounts, a use by the owner's own workload, or what a table's tenants reach. */
  readonly what: "grant" | "use" | "tenants";
  readonly owner: string;
  readonly kind: Kind;
  /** Name of the table, key or secret. */
  readonly name: string;
  readonly decisions: readonly GrantDecision[];
}

/** Decides about every open grant across accounts, every use inside one, and all tenants. Grants that no request shows are left out. */
export function decideGrants(plan: ResolvedPlan, world: OrganizationWorld, surroundings: Surroundings): readonly DecidedGrant[] {
  const decided = (asked: readonly GrantRequest[], about: Omit<DecidedGrant, "decisions">): DecidedGrant[] => {
    const decisions = asked.map((each) => decide(each, world, surroundings));
    return decisions.length === 0 ? [] : [{ ...about, decisions }];
  };
  const grants = plan.grants.flatMap((grant) => {
    const { id, origin, owner, kind, name } = grant;
    const isUse = grant.how === "own-role";
    const asked = isUse ? useRequests(grant, plan, world) : grantRequests(grant, plan, world);
    return decided(asked, { id, origin, what: isUse ? "use" : "grant", owner, kind, name });
  });
  const tenants = plan.accounts.flatMap((account) =>
    account.tables.flatMap((table) => {
      const { name, origin } = table;
      const about = { id: tenantsId(table), origin, what: "tenants", owner: account.name, kind: "tables", name } as const;
      return decided(tenantRequests(account, table, { plan, world }), about);
    }),
  );
  return [...grants, ...tenants];
}

function decide(asked: GrantRequest, world: OrganizationWorld, surroundings: Surroundings): GrantDecision {
  const situation = world.situate(asked.request);
  const undecided = (problems: readonly Problem[]) => ({ ...asked, explanation: undefined, problems, isAsDeclared: false });
  if ("problems" in situation) return { ...undecided(situation.problems), assumptions: [] };
  const explanation = explainCall(situation, surroundings);
  const { assumptions, unreachable } = situation;
  if (!isDecided(explanation)) return { ...undecided(explanation.restsOn.map(unknownProblem)), assumptions };
  const notes = unreachable === undefined ? explanation.notes : [...explanation.notes, unreachable];
  const isAsDeclared = (explanation.decision === "allowed") === asked.isToBeAllowed;
  return { ...asked, explanation: { ...explanation, notes }, problems: [], isAsDeclared, assumptions };
}

const unknownProblem = ({ what, remedy }: UnknownFact): Problem => ({
  path: [],
  message: `rests on what is unknown: ${what}${remedy === undefined ? "" : `; ${remedy}`}`,
});
