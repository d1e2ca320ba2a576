import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { type ResolvedPlan, resolve } from "../../model/plan/resolve.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { declaredWorld } from "../../proof/world/declared-organization.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { stopped } from "../output/print-problems.ts";
import { type Streams, WrongUse } from "../output/streams.ts";
import { type KeptRehearsal, keepUnchanged, keyOfRehearsal, readKept } from "./kept-rehearsal.ts";
import { readDeclaration } from "./read-declaration.ts";
import { soundInventory } from "./read-inventory.ts";
import { readResources } from "./read-resources.ts";
import { rehearsed } from "./rehearse-declared.ts";

/** An organization after its rehearsal: what it declares, and the world in which requests are decided. */
export interface RehearsedOrganization {
  readonly plan: ResolvedPlan;
  readonly world: OrganizationWorld;
  readonly rehearsal: KeptRehearsal;
  /** The day that the declaration is read as of. */
  readonly now: Date;
}

export interface RehearsedOrganizationOptions extends DeclarationOptions {
  /** Whether to rehearse although nothing changed since the last time. @default false */
  readonly fresh?: boolean;
  /** File of policies that exist beside the stacks. @default inventory.yaml in the declaration's folder, where it exists */
  readonly inventory?: string | undefined;
}

/**
 * The world of a declaration. It is rehearsed once and kept under `.palisade/rehearsals/`, until the declaration, the sources or the day
 * change. Throws when the declaration is wrong or a stack fails, which is never kept.
 */
export async function rehearsedOrganization(options: RehearsedOrganizationOptions, streams: Streams): Promise<RehearsedOrganization> {
  const { declaration, problems, folder, now } = readDeclaration(options);
  if (declaration === undefined) throw new WrongUse(stopped(problems).trimEnd());
  return rehearsedDeclaration({ declaration, folder, now, existing: soundInventory(options.inventory, folder) }, options, streams);
}

/** A declaration that was read from a folder. */
export interface SoundDeclaration {
  readonly declaration: Declaration;
  readonly folder: string;
  readonly now: Date;
  readonly existing: ReadInventory | undefined;
  /** How messages name the folder. @default from the working directory */
  readonly shownAs?: string;
}

/** The same for a declaration that is read already. */
export async function rehearsedDeclaration(
  read: SoundDeclaration,
  options: Pick<RehearsedOrganizationOptions, "fresh">,
  streams: Streams,
): Promise<RehearsedOrganization> {
  const { now, existing } = read;
  const { plan, rehearsal } = await keptOrRehearsed(read, options, streams);
  return { ...organizationOf(plan, rehearsal, existing), rehearsal, now };
}

/** The plan of a declaration and its rehearsal, which is kept as that of `rehearsedOrganization`. */
export async function keptOrRehearsed(
  { declaration, folder, shownAs }: Pick<SoundDeclaration, "declaration" | "folder" | "shownAs">,
  { fresh }: Pick<RehearsedOrganizationOptions, "fresh">,
  streams: Streams,
): Promise<{ readonly plan: Plan; readonly rehearsal: KeptRehearsal }> {
  const plan = planOf(declaration);
  const key = keyOfRehearsal(folder, plan.asOf, shownAs);
  const kept = fresh === true ? undefined : readKept(key);
  const rehearsal = kept ?? (await rehearsedWhole(plan, shownAs ?? folder, folder, streams));
  if (kept === undefined) keepUnchanged(key, folder, plan.asOf, rehearsal, shownAs);
  return { plan, rehearsal };
}

/** The world of a declaration over resources that `rehearse --output` wrote, in place of a rehearsal. */
export function organizationOfFile(options: RehearsedOrganizationOptions & { readonly resources: string }): RehearsedOrganization {
  const { declaration, problems, folder, now } = readDeclaration(options);
  if (declaration === undefined) throw new WrongUse(stopped(problems).trimEnd());
  const rehearsal = readResources("--resources", options.resources);
  return { ...organizationOf(planOf(declaration), rehearsal, soundInventory(options.inventory, folder)), rehearsal, now };
}

/** The rehearsal of a plan, which no stack may have failed in. */
export async function rehearsedWhole(plan: Plan, shownAs: string, folder: string, streams: Streams): Promise<PlanRehearsal> {
  const rehearsal = await rehearsed(plan, folder, streams);
  const failed = rehearsal.stacks.filter(({ status }) => status !== "done").map(({ name }) => name);
  if (failed.length > 0) {
    throw new WrongUse(
      `${shownAs}: cannot be rehearsed as a whole, got ${JSON.stringify(failed)} not done; run \`npm run rehearse\` to see why`,
    );
  }
  return rehearsal;
}

/** The world of a whole rehearsal. Throws when the inventory names something that the organization does not have. */
export function organizationOf(
  plan: Plan,
  { resources }: { readonly resources: readonly WorldResource[] },
  existing?: ReadInventory,
): Pick<RehearsedOrganization, "plan" | "world"> {
  const made = resources.filter(({ type, inputs }) => type === "aws:organizations/account:Account" && typeof inputs.name === "string");
  const resolved = resolve(plan, new Map(made.map(({ id, inputs }) => [String(inputs.name), id])));
  const { world, problems } = declaredWorld({ plan: resolved, resources, existing });
  if (problems.length > 0) throw new WrongUse(problems.map(problemLine).join("\n"));
  return { plan: resolved, world };
}
