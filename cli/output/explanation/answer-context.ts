import type { ResolvedGrant, ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import type { Situation } from "../../../proof/world/world.ts";
import type { Provenance } from "../../../rehearsal/provenance.ts";
import { coveringGrant, type DeclaredGrant, declaredGrant } from "./declared-grant.ts";

/** What an answer needs besides the decision: where statements come from, and what is declared. */
export interface AnswerContext {
  readonly world: OrganizationWorld;
  /** Undefined for exported stacks, which have no declaration. */
  readonly plan: ResolvedPlan | undefined;
  readonly provenance: readonly Provenance[];
  /** Name of the account that owns the resource. */
  readonly owner: string | undefined;
  /** The grant between the caller and the resource, where the grant itself says why the request is denied. */
  readonly declared?: DeclaredGrant | undefined;
  /** The grant that covers the request, so that what is missing stands in a document that Palisade does not write. */
  readonly covering?: ResolvedGrant | undefined;
  /** Whether the caller is a break-glass or deploy role, which no grant gives anything. */
  readonly isAdministrative?: boolean;
  /** Why the request does not leave its network, where it does not. */
  readonly unreachable?: string | undefined;
}

/** An organization that is asked: a declared one, or exported stacks, which have no plan. */
export interface AskedOrganization {
  readonly world: OrganizationWorld;
  readonly plan: ResolvedPlan | undefined;
  readonly now: Date;
  readonly rehearsal: { readonly provenance: readonly Provenance[] };
}

/** What an answer about a request needs besides the decision. */
export function answerContext(
  { steps: [{ request: asked }], unreachable }: Situation,
  { world, plan, rehearsal }: AskedOrganization,
): AnswerContext {
  // Grants name the role of a session.
  const request = { ...asked, principal: world.callerOf(asked.principal) };
  return {
    world,
    plan,
    provenance: rehearsal.provenance,
    owner: ownerOf(world, request.resource),
    declared: plan === undefined ? undefined : declaredGrant(request, plan, world),
    covering: plan === undefined ? undefined : coveringGrant(request, plan, world),
    isAdministrative: plan !== undefined && isAdministrative(request.principal, plan, world),
    unreachable,
  };
}

const isAdministrative = (principal: string, { accounts }: ResolvedPlan, { names }: OrganizationWorld): boolean =>
  accounts.some(({ name }) => ["break-glass", "deploy"].some((role) => names.principal(`${role}@${name}`).arn === principal));

function ownerOf({ names }: OrganizationWorld, resource: string): string | undefined {
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource) ?? [];
  return account === undefined ? undefined : (names.accountName(account) ?? account);
}
