import { ControlPlane } from "../control-plane/control-plane.ts";
import { MemoryStore } from "../control-plane/memory-store.ts";
import type { Plan } from "../model/plan/plan.ts";
import { programOf } from "../stacks/dispatch.ts";
import type { Extensions, Trace } from "../stacks/wiring/layer.ts";
import { existingResources } from "./existing-resources.ts";
import { type Provenance, provenanceOf } from "./provenance.ts";
import type { RehearsalOptions } from "./rehearsal-options.ts";
import type { Rehearsal } from "./rehearsal-result.ts";
import { rehearsePrograms } from "./rehearse-programs.ts";

/** The rehearsal of a whole declaration, and where each statement comes from. */
export interface PlanRehearsal extends Rehearsal {
  /** Sorted by URN and statement. */
  readonly provenance: readonly Provenance[];
}

/** How to rehearse a plan. See `RehearsalOptions` for the options that both have. */
export interface PlanRehearsalOptions extends Pick<RehearsalOptions, "concurrency" | "onProgress" | "delay"> {
  /** The user's own resources. */
  readonly extensions?: Extensions;
  /** @default a new one in memory */
  readonly controlPlane?: ControlPlane;
}

/** Rehearses every stack of a plan. The resources that the declaration says exist are added to the control plane first. */
export async function rehearsePlan(
  plan: Plan,
  { extensions = {}, controlPlane, ...options }: PlanRehearsalOptions = {},
): Promise<PlanRehearsal> {
  const plane = controlPlane ?? (await ControlPlane.open(new MemoryStore()));
  plane.seed(existingResources(plan));
  const traces: Trace[] = [];
  const ids = new Map(plan.accounts.map(({ name, id }) => [name, id]));
  const rehearsal = await rehearsePrograms({
    ...options,
    project: PROJECT,
    config: CONFIG,
    controlPlane: plane,
    stacks: plan.stacks.map(({ name, dependsOn, account, actsIn }) => ({
      name,
      dependsOn,
      account: (actsIn === "account" && account !== undefined ? ids.get(account) : undefined) ?? plan.organization.managementAccount,
      region: plan.organization.homeRegion,
      program: programOf(plan, name, { extensions, trace: (trace) => void traces.push(trace) }),
    })),
  });
  return { ...rehearsal, provenance: provenanceOf(rehearsal, traces) };
}

/** The project's name in Pulumi.yaml. */
const PROJECT = "palisade";

/** Pulumi.yaml's configuration of every stack: each resource needs an explicit provider. */
const CONFIG = { "pulumi:disable-default-providers": JSON.stringify(["aws"]) };
