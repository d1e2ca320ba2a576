import path from "node:path";
import { load } from "../model/checks/load.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { report } from "./measure.ts";
import { multiplyDeclaration, readFiles } from "./multiply-declaration.ts";

const [, , sample = "line", size = "50"] = process.argv;
const files = multiplyDeclaration(readFiles(path.join(import.meta.dirname, "..", "examples", sample)), Number(size));
const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const planned = plan(declaration);

await report(async () => {
  const { resources, stacks } = await rehearsePlan(planned);
  const failed = stacks.find(({ status }) => status !== "done");
  if (failed !== undefined) throw new Error(`${failed.name}: ${failed.error ?? failed.because.join(", ")}`);
  return { stacks: stacks.length, resources: resources.length };
});
