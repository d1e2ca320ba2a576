import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import type { Files } from "../../model/draft.ts";
import { plan } from "../../model/plan.ts";
import { existingThings } from "../../rehearsal/existing.ts";
import type { Rehearsal, RehearsedResource } from "../../rehearsal/rehearsal.ts";
import { rehearse } from "../../rehearsal/rehearse.ts";
import { programOf } from "../../stacks/dispatch.ts";
import { linesOf, loadAt } from "../support/sample.ts";

const LINE = path.resolve(import.meta.dirname, "..", "..", "examples", "line");

/** The files of the smallest organization by path. */
export const line: Files = new Map(
  globSync("**/*.yaml", { cwd: LINE })
    .map((file) => file.split(path.sep).join("/"))
    .sort()
    .map((file) => [file, readFileSync(path.join(LINE, file), "utf8")]),
);

/** Rehearses what files declare, with everything that they say exists; only some layers where only they are asked for. */
export async function rehearseFiles(files: Files, layers?: readonly string[]): Promise<Rehearsal> {
  const { declaration, problems } = loadAt(files);
  if (declaration === undefined) throw new Error(linesOf(problems).join("\n"));
  const planned = plan(declaration);
  const controlPlane = await ControlPlane.open();
  controlPlane.seed(existingThings(planned));
  const wanted = planned.stacks.filter(({ layer }) => layers?.includes(layer) !== false);
  const names = new Set(wanted.map(({ name }) => name));
  const { managementAccount, homeRegion } = planned.organization;
  return rehearse({
    project: "palisade",
    controlPlane,
    stacks: wanted.map(({ name, dependsOn }) => ({
      name,
      dependsOn: dependsOn.filter((other) => names.has(other)),
      account: managementAccount,
      region: homeRegion,
      program: programOf(planned, name),
    })),
  });
}

/** Resources of a stack without providers and the stack itself, as `type name`, sorted. */
export function listed({ resources }: Rehearsal, stack: string): string[] {
  return resources
    .filter((resource) => resource.stack === stack && !resource.type.startsWith("pulumi:"))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();
}

/** The only resource of a stack with a name; throws where there is none. */
export function resource({ resources }: Rehearsal, stack: string, name: string): RehearsedResource {
  const found = resources.find((each) => each.stack === stack && each.name === name);
  if (found === undefined) throw new Error(`${stack}: no resource ${name}`);
  return found;
}

/** What failed, with its reason. */
export const failures = ({ stacks }: Rehearsal): string[] =>
  stacks.filter(({ status }) => status !== "done").map(({ name, status, error }) => `${name} ${status}: ${error ?? ""}`);
