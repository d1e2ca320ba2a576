import { ControlPlane } from "../control-plane/control-plane.ts";
import { MemoryStore } from "../control-plane/store.ts";
import { compareText } from "../iam/compare-text.ts";
import type { Plan } from "../model/plan/plan.ts";
import { programOf } from "../stacks/dispatch.ts";
import type { Extensions, Trace } from "../stacks/wiring/layer.ts";
import { existingThings } from "./existing.ts";
import type { Rehearsal, RehearsalOptions } from "./rehearsal.ts";
import { rehearse } from "./rehearse.ts";

/** Where a statement that a stack would deploy comes from. */
export interface Provenance {
  /** The policy's resource, or the one that it is attached to. */
  readonly urn: string;
  /** The statement's Sid. */
  readonly statement: string;
  /** The item of the declaration that it is for. */
  readonly item: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a whole declaration would deploy, and where each statement of it comes from. */
export interface PlanRehearsal extends Rehearsal {
  /** Sorted by URN and statement. */
  readonly provenance: readonly Provenance[];
}

/** How a plan is rehearsed; what is left out has the same meaning as for programs. */
export interface PlanRehearsalOptions extends Pick<RehearsalOptions, "concurrency" | "onProgress" | "delay"> {
  /** The user's own resources. */
  readonly extensions?: Extensions;
  /** @default a new one in memory */
  readonly controlPlane?: ControlPlane;
}

/** Rehearses every stack of a plan on a control plane in which what the declaration says exists is there. */
export async function rehearsePlan(
  plan: Plan,
  { extensions = {}, controlPlane, ...options }: PlanRehearsalOptions = {},
): Promise<PlanRehearsal> {
  const plane = controlPlane ?? (await ControlPlane.open(new MemoryStore()));
  plane.seed(existingThings(plan));
  const traces: Trace[] = [];
  const ids = new Map(plan.accounts.map(({ name, id }) => [name, id]));
  const rehearsal = await rehearse({
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

/** What Pulumi.yaml sets for every stack: no resource goes without a provider of its own. */
const CONFIG = { "pulumi:disable-default-providers": JSON.stringify(["aws"]) };

function provenanceOf({ resources }: Rehearsal, traces: readonly Trace[]): Provenance[] {
  const urns = new Map(resources.map(({ stack, name, urn }) => [`${stack} ${name}`, urn]));
  const found = traces.flatMap(({ stack, resource, statement, origin: { id, file, line, column } }): Provenance[] => {
    const urn = urns.get(`${stack} ${resource}`);
    return urn === undefined ? [] : [{ urn, statement, item: id, file, line, column }];
  });
  const unique = new Map(found.map((each) => [`${each.urn} ${each.statement} ${each.item}`, each]));
  return [...unique].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}

/** The provenance as a JSON text that is the same byte for byte for the same declaration. */
export const provenanceJson = (provenance: readonly Provenance[]): string => `${JSON.stringify(provenance, undefined, 2)}\n`;
