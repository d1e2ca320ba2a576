import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { load } from "../model/checks/load.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { drawOrganization } from "./draw-organization.ts";

const SEED = 4711;

/** Draws an organization into a folder and rehearses it there, in a process of its own: what the proof takes is measured without. */
const [, , accounts = "", folder = ""] = process.argv;
const files = drawOrganization(Number(accounts), SEED);
const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const { resources, stacks } = await rehearsePlan(plan(declaration));
const failed = stacks.find(({ status }) => status !== "done");
if (failed !== undefined) throw new Error(`${failed.name}: ${failed.error ?? failed.because.join(", ")}`);
for (const [name, text] of files) {
  const file = path.join(folder, "declaration", name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
writeFileSync(path.join(folder, "resources.json"), JSON.stringify(resources));
