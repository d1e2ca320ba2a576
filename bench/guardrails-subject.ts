import { load } from "../model/checks/load.ts";
import { plan } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { quotaProblems } from "../stacks/quotas/organization-quotas.ts";
import { drawOrganization } from "./draw-organization.ts";
import { report } from "./measure.ts";

const accounts = Number(process.argv[2]);
const { declaration, problems } = load(drawOrganization(accounts, 1), { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const drawn = plan(declaration);

await report(() => ({ problems: quotaProblems(drawn).length }));
