import path from "node:path";
import { load } from "../model/checks/load.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { report } from "./measure.ts";
import { multiplyDeclaration, readFiles } from "./multiply-declaration.ts";

const accounts = Number(process.argv[2]);
const files = multiplyDeclaration(readFiles(path.join(import.meta.dirname, "..", "examples", "acme")), accounts);

await report(() => {
  const { declaration, problems } = load(files, { now: new Date("2026-11-22T00:00:00Z") });
  if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
  const { stacks, grants } = plan(declaration);
  return { stacks: stacks.length, grants: grants.length };
});
