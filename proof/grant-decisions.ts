import type { Origin } from "../model/plan.ts";
import { tenantsId } from "../model/plan-tables.ts";
import type { Kind } from "../model/planned-grant.ts";
import type { ResolvedPlan } from "../model/resolve.ts";
import { type Explanation, explain } from "./explain.ts";
import { type GrantRequest, grantRequests } from "./grant-requests.ts";
import type { OrganizationWorld } from "./organization-world.ts";
import { prepareRequest, type Surroundings } from "./prepare-request.ts";
import type { Problem } from "./problem.ts";
import { tenantRequests } from "./tenant-requests.ts";
import { useRequests } from "./use-requests.ts";

/** One decision about a grant, and whether it is what the declaration promises. */
export interface GrantDecision extends GrantRequest {
  readonly explanation: Explanation | undefined;
  /** Why it could not be decided. */
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
  if ("problems" in situation)
    return { ...asked, explanation: undefined, problems: situation.problems, isAsDeclared: false, assumptions: [] };
  const explanation = explain(prepareRequest(situation.request, surroundings), situation.layers);
  const { assumptions, unreachable } = situation;
  const notes = unreachable === undefined ? explanation.notes : [...explanation.notes, unreachable];
  const isAsDeclared = (explanation.decision === "allowed") === asked.isToBeAllowed;
  return { ...asked, explanation: { ...explanation, notes }, problems: [], isAsDeclared, assumptions };
}
