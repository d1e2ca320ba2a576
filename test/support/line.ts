import path from "node:path";
import { readFiles } from "../../bench/multiply-declaration.ts";
import { load } from "../../model/checks/load.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { type PlanRehearsal, type PlanRehearsalOptions, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";

/** The files of the smallest organization. */
export const LINE: ReadonlyMap<string, string> = readFiles(path.join(import.meta.dirname, "../../examples/line"));

/** A change of one file's text, which must stand in it exactly once; of nothing, a new file. */
export type Edit = readonly [file: string, from: string, to: string];

/** The owner's perimeter is observed, and an external party reads a secret there: guardrails of the other account say already what it may. */
export const OBSERVED: readonly Edit[] = [
  [
    "organization.yaml",
    "organizationalUnits:\n",
    `externalParties:
  tender: { account: "900000000010", role: auditor, because: yearly audit, organization: o-tenderexample }
organizationalUnits:
`,
  ],
  [
    "accounts/owner/account.yaml",
    "organizationalUnit: workloads\n",
    "organizationalUnit: workloads\nperimeter: observe\nbecause: it is being moved\n",
  ],
  [
    "accounts/owner/data.yaml",
    "tables:\n",
    `secrets:
  token:
    sharedWith:
      external/tender: { can: [read], purpose: external, because: yearly audit, until: 2027-03-31 }
tables:
`,
  ],
];

/** Files after some edits. */
export function withEdits(before: ReadonlyMap<string, string>, edits: readonly Edit[]): ReadonlyMap<string, string> {
  const files = new Map(before);
  for (const [file, from, to] of edits) {
    const text = files.get(file) ?? "";
    if (from === "" ? files.has(file) : text.split(from).length !== 2)
      throw new Error(`${file} holds ${JSON.stringify(from)} ${(text.split(from).length - 1).toString()} times`);
    files.set(file, text.replace(from, to));
  }
  return files;
}

/** The plan of the smallest organization after some edits. */
export function linePlan(...edits: readonly Edit[]): Plan {
  const files = withEdits(LINE, edits);
  const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  return plan(declaration);
}

export const rehearseLine = (options?: PlanRehearsalOptions, ...edits: readonly Edit[]): Promise<PlanRehearsal> =>
  rehearsePlan(linePlan(...edits), options);

/** Resources in AWS, without Pulumi's own and without components. */
export const awsResources = ({ resources }: { readonly resources: readonly RehearsedResource[] }): RehearsedResource[] =>
  resources.filter(({ type }) => !/^(?:pulumi:|palisade:|awsx:)/.test(type));

/** The only resource of a stack with a logical name. */
export function named({ resources }: { readonly resources: readonly RehearsedResource[] }, stack: string, name: string): RehearsedResource {
  const found = resources.filter((each) => each.stack === stack && each.name === name && !/^(?:pulumi:|palisade:|awsx:)/.test(each.type));
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length.toString()} resources of ${stack} are named ${name}`);
  return found[0];
}
