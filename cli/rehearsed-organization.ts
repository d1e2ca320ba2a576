import { type Plan, plan as planOf } from "../model/plan.ts";
import { type ResolvedPlan, resolve } from "../model/resolve.ts";
import { type OrganizationWorld, organizationWorld } from "../proof/organization-world.ts";
import type { PlanRehearsal } from "../rehearsal/rehearse-plan.ts";
import { stopped } from "./print-problems.ts";
import { type DeclarationOptions, readDeclaration } from "./read-declaration.ts";
import { rehearsed } from "./rehearse.ts";
import { type Streams, WrongUse } from "./streams.ts";

/** An organization after its rehearsal: what it declares, and the world in which requests are decided. */
export interface RehearsedOrganization {
  readonly plan: ResolvedPlan;
  readonly world: OrganizationWorld;
  readonly rehearsal: PlanRehearsal;
  /** The day that the declaration is read as of. */
  readonly now: Date;
}

/** Rehearses a declaration and makes a world of it. Throws when the declaration is wrong or a stack fails. */
export async function rehearsedOrganization(options: DeclarationOptions, streams: Streams): Promise<RehearsedOrganization> {
  const { declaration, problems, folder, now } = readDeclaration(options);
  if (declaration === undefined) throw new WrongUse(stopped(problems).trimEnd());
  const plan = planOf(declaration);
  const rehearsal = await rehearsed(plan, folder, streams);
  const failed = rehearsal.stacks.filter(({ status }) => status !== "done").map(({ name }) => name);
  if (failed.length > 0) {
    throw new WrongUse(
      `${folder}: cannot be rehearsed as a whole, got ${JSON.stringify(failed)} not done; run \`npm run rehearse\` to see why`,
    );
  }
  return { ...organizationOf(plan, rehearsal), rehearsal, now };
}

/** The world of a whole rehearsal. */
export function organizationOf(plan: Plan, { resources }: Pick<PlanRehearsal, "resources">): Pick<RehearsedOrganization, "plan" | "world"> {
  const made = resources.filter(({ type, inputs }) => type === "aws:organizations/account:Account" && typeof inputs.name === "string");
  const resolved = resolve(plan, new Map(made.map(({ id, inputs }) => [String(inputs.name), id])));
  return { plan: resolved, world: organizationWorld({ plan: resolved, resources }) };
}
