import { proofSubject } from "../cli/input/proof-subject.ts";
import { organizationOf } from "../cli/input/rehearsed-organization.ts";
import { load } from "../model/checks/load.ts";
import { plan as planOf } from "../model/plan/plan-declaration.ts";
import { problemLine } from "../model/problem.ts";
import { prove } from "../proof/verdict/prove.ts";
import { rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { drawOrganization } from "./draw-organization.ts";
import { report } from "./measure.ts";

const SEED = 4711;

const accounts = Number(process.argv[2]);
// The commands switch off stack traces too, so the SDK's time for them is not measured.
Error.stackTraceLimit = 0;
const { declaration, problems } = load(drawOrganization(accounts, SEED), { now: new Date("2026-11-22T00:00:00Z") });
if (declaration === undefined) throw new Error(problems.slice(0, 5).map(problemLine).join("\n"));
const planned = planOf(declaration);
const rehearsal = await rehearsePlan(planned);
const failed = rehearsal.stacks.find(({ status }) => status !== "done");
if (failed !== undefined) throw new Error(`${failed.name}: ${failed.error ?? failed.because.join(", ")}`);
const subject = await proofSubject(declaration, organizationOf(planned, rehearsal));

await report(() => {
  const { classes, decisions, resources, findings, unmet } = prove(subject);
  return { classes, decisions, resources, findings: findings.length, unmet: unmet.length };
});
