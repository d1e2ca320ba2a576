import { problemLine } from "../../model/problem.ts";
import { exportedWorld } from "../../proof/world/exported-organization.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import { exportedResources, readStackExport, type State } from "../../proof/world/stack-export.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import { WrongUse } from "../output/streams.ts";
import { soundInventory } from "./read-inventory.ts";
import { readNamedFile } from "./read-named-file.ts";

export interface ExportOptions {
  /** Files that `pulumi stack export` wrote, of any programs. */
  readonly export?: readonly string[] | undefined;
  readonly declaration?: string | undefined;
  readonly inventory?: string | undefined;
}

/** Exported stacks: their world, and the resources that they make. */
export interface ExportedStacks {
  readonly world: OrganizationWorld;
  readonly resources: readonly WorldResource[];
}

/** The world of exported stacks; undefined where none are named. Throws for files that are no exports, with every problem of every file. */
export const exportedOrganization = (options: ExportOptions): OrganizationWorld | undefined => exportedStacks(options)?.world;

/** The same with the resources of the stacks. */
export function exportedStacks({ export: files, declaration, inventory }: ExportOptions): ExportedStacks | undefined {
  if (files === undefined) return undefined;
  if (declaration !== undefined)
    throw new WrongUse(`--export: does not go with --declaration, got ${JSON.stringify(declaration)}; ask about one of the two`);
  const exported = exportedResources(exportedStates("--export", files));
  const { world, problems: wrongNames } = exportedWorld(exported, soundInventory(inventory, undefined));
  if (wrongNames.length > 0) throw new WrongUse(wrongNames.map(problemLine).join("\n"));
  return { world, resources: exported.resources };
}

/** The resources of each exported stack. Throws for files that are no exports, with every problem of every file. */
export function exportedStates(option: `--${string}` | `<${string}>`, files: readonly string[]): readonly (readonly State[])[] {
  const read = files.map((file) => readStackExport(file, readNamedFile(option, file, "a file that `pulumi stack export` wrote")));
  const problems = read.flatMap((each) => each.problems ?? []);
  if (problems.length > 0) throw new WrongUse(problems.join("\n"));
  return read.flatMap(({ state }) => (state === undefined ? [] : [state]));
}
