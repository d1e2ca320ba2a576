import { ControlPlane, type Existing } from "../../control-plane/control-plane.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { existingResources } from "../../rehearsal/existing-resources.ts";
import type { Rehearsal, StackOutcome } from "../../rehearsal/rehearsal-result.ts";
import { rehearsePrograms } from "../../rehearsal/rehearse-programs.ts";
import { programOf } from "../../stacks/dispatch.ts";
import { linesOf, loadAt, sample } from "../support/sample.ts";

/** The plan of files; throws with what is wrong with them. */
export function planOf(files: typeof sample = sample): Plan {
  const { declaration, problems } = loadAt(files);
  if (declaration === undefined) throw new Error(linesOf(problems).join("\n"));
  return plan(declaration);
}

/** Rehearses the stacks of some layers of a plan, with or without the resources that the declaration says exist. */
export async function rehearseLayers(
  planned: Plan,
  layers: readonly string[],
  isAbsent: (resource: Existing) => boolean = () => false,
): Promise<Rehearsal> {
  const controlPlane = await ControlPlane.open();
  controlPlane.seed(existingResources(planned).filter((resource) => !isAbsent(resource)));
  const stacks = planned.stacks.filter(({ layer }) => layers.includes(layer));
  const names = new Set(stacks.map(({ name }) => name));
  return rehearsePrograms({
    project: "palisade",
    controlPlane,
    stacks: stacks.map(({ name, dependsOn }) => ({
      name,
      dependsOn: dependsOn.filter((other) => names.has(other)),
      account: planned.organization.managementAccount,
      region: planned.organization.homeRegion,
      program: programOf(planned, name),
    })),
  });
}

/** What became of a stack; throws where it failed, with the reason. */
export function done({ stacks }: Rehearsal, name: string): StackOutcome {
  const found = stacks.find((stack) => stack.name === name);
  if (found?.status !== "done") throw new Error(`${name}: ${found?.status ?? "is not a stack"}, ${found?.error ?? ""}`);
  return found;
}

/** Type and name of everything in AWS that a stack registers or reads, sorted. */
export const listed = ({ resources }: Rehearsal, stack: string): string[] =>
  resources
    .filter((resource) => resource.stack === stack && resource.type.startsWith("aws:"))
    .map(({ type, name }) => `${type.split(":").at(-1) ?? type} ${name}`)
    .sort();
