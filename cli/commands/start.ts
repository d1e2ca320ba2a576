import path from "node:path";
import type { DeclarationOptions, ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { DecidedGrant } from "../../proof/questions/grant-decisions.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { keepUnchanged, keyOfRehearsal } from "../input/kept-rehearsal.ts";
import { soundClaims } from "../input/read-claims.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundInventory } from "../input/read-inventory.ts";
import { rehearsed } from "../input/rehearse-declared.ts";
import type { RehearsedOrganization } from "../input/rehearsed-organization.ts";
import { decisionsText } from "../output/print-decisions.ts";
import { planText } from "../output/print-plan.ts";
import { rehearsalText } from "../output/print-rehearsal.ts";
import { headText, phaseText, startText } from "../output/print-start.ts";
import { decidePhase, type Phase, planPhase, policiesPhase, readPhase, rehearsePhase } from "../output/report/phases.ts";
import { proofJudgement } from "../output/report/proof-judgement.ts";
import { reportStart } from "../output/report/report-start.ts";
import type { Judgement, Verdict } from "../output/report/start-report.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { violationsOf } from "./pack-violations.ts";
import type { DeclaredProof } from "./prove-declared.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** What to check, and how the report is printed. */
export interface StartOptions extends DeclarationOptions {
  /** File of policies that exist beside the stacks. @default inventory.yaml in the declaration's folder, where it exists */
  readonly inventory?: string | undefined;
  /** Whether every list is printed in full. @default a report of at most a page */
  readonly details?: boolean;
  /** Whether the report is printed as JSON. @default in words */
  readonly json?: boolean;
}

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = { "as declared": 0, "not as declared": 1, undecided: 3 };

/** Plans a declaration, rehearses it, decides about everything that is declared, and reports. */
export async function start(options: StartOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, options.json === true, streams);
  const existing = soundInventory(options.inventory, read.folder);
  const claims = soundClaims(read);
  const plan = planOf(read.declaration);
  const shownAs = path.relative(process.cwd(), read.folder) || ".";
  const says = (text: string): void => {
    if (options.json !== true) streams.out(text);
  };
  const details = (text: string): void => {
    if (options.details === true) says(text);
  };
  const done = (phase: Phase): void => {
    says(phaseText(phase));
  };

  details(`${planText(plan, read)}\n`);
  says(headText({ name: plan.organization.name, declaration: shownAs, asOf: plan.asOf, isPinned: read.pinned }));
  done(readPhase(plan, read.warnings.length));
  done(planPhase(plan));
  // The key comes before the rehearsal, so that a rehearsal of files that change meanwhile is not kept.
  const key = keyOfRehearsal(read.folder, plan.asOf);
  const rehearsal = await rehearsed(plan, read.folder, streams);
  done(rehearsePhase(rehearsal));
  const violations = await violationsOf(rehearsal);
  done(policiesPhase(violations));
  const decided = await decide({ plan, rehearsal, existing, read });
  const judgement =
    decided === undefined ? undefined : await judge(decided, { ...read, declaration: read.declaration }, claims, options.inventory);
  if (decided !== undefined) keepUnchanged(key, read.folder, plan.asOf, rehearsal);
  if (judgement !== undefined) done(decidePhase(judgement));
  details(`\n${rehearsalText(rehearsal, plan, { from: shownAs, violations, allDocuments: false })}`);
  if (decided !== undefined) details(`\n${decisionsText(decided.grants, decided.organization.plan)}`);

  const report = reportStart({
    read: { ...read, shownAs },
    plan,
    undeclared: existing?.file?.accounts ?? {},
    rehearsal,
    violations,
    judgement,
  });
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : `\n${startText(report)}`);
  return EXIT_CODES[report.verdict];
}

/** What single requests of the grants and the proof say. */
async function judge(
  { grants, organization }: Decided,
  read: DeclaredProof["read"],
  claims: DeclaredProof["claims"],
  inventory: string | undefined,
): Promise<Judgement> {
  const { proveDeclared } = await import("./prove-declared.ts");
  const { report } = await proveDeclared({ read, organization, claims, inventory });
  return proofJudgement(report, grants, organization.plan);
}

interface Decided {
  readonly grants: readonly DecidedGrant[];
  readonly organization: RehearsedOrganization;
}

/** Decides about everything that is declared; undefined where a stack failed. */
async function decide({
  plan,
  rehearsal,
  existing,
  read,
}: {
  readonly plan: Plan;
  readonly rehearsal: PlanRehearsal;
  readonly existing: ReadInventory | undefined;
  readonly read: Pick<ReadDeclaration, "now">;
}): Promise<Decided | undefined> {
  if (rehearsal.stacks.some(({ status }) => status !== "done")) return undefined;
  const [{ decideGrants }, { organizationOf }, { loadCatalogue }] = await Promise.all([
    import("../../proof/questions/grant-decisions.ts"),
    import("../input/rehearsed-organization.ts"),
    import("../../iam/catalogue.ts"),
  ]);
  const organization = { ...organizationOf(plan, rehearsal, existing), rehearsal, now: read.now };
  const catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
  return { grants: decideGrants(organization.plan, organization.world, { now: read.now, catalogue }), organization };
}
