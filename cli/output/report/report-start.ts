import { daysLeft, WARNING_DAYS } from "../../../model/calendar.ts";
import type { ReadDeclaration } from "../../../model/folder/read-declaration.ts";
import { DATA_PROCESSING } from "../../../model/plan/endpoint-prices.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import type { UndeclaredAccounts } from "../../../model/plan/whole-units.ts";
import type { PackFinding } from "../../../policy-pack/judge-resources.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { deployedResources } from "../deployed-resources.ts";
import { assumptionGroups } from "./assumption-groups.ts";
import { stepsByHand } from "./by-hand.ts";
import { guardrailReach } from "./guardrail-reach.ts";
import { closedGrants, grantsNotAskedAbout } from "./not-decided.ts";
import { decidePhase, planPhase, policiesPhase, readPhase, rehearsePhase } from "./phases.ts";
import type { Judgement, StartReport, Verdict, WrongFinding } from "./start-report.ts";

/** What a report is made from. */
export interface Reported {
  readonly read: Pick<ReadDeclaration, "now" | "pinned" | "warnings"> & { readonly shownAs: string };
  readonly plan: Plan;
  readonly rehearsal: PlanRehearsal;
  /** Those that the inventory names. */
  readonly undeclared: UndeclaredAccounts;
  readonly violations: readonly PackFinding[];
  /** Undefined where a stack failed, so that nothing could be decided. */
  readonly judgement: Judgement | undefined;
}

/** Everything that a run has to say, as data. */
export function reportStart({ read, plan, undeclared, rehearsal, violations, judgement }: Reported): StartReport {
  const refused = violations.filter(({ level }) => level === "mandatory");
  const advisories = violations.filter(({ level }) => level === "advisory");
  const failures = failuresOf(rehearsal);
  const breaches = judgement?.breaches ?? [];
  const brokenGrants = judgement?.brokenGrants ?? [];
  const brokenClaims = judgement?.brokenClaims ?? [];
  const findings = [...failures, ...breaches, ...brokenGrants, ...brokenClaims, ...refused.map(violationFinding)];
  const undecided = judgement?.undecided ?? [];
  return {
    format: 1,
    verdict: verdictOf(findings.length, undecided.length),
    organization: { name: plan.organization.name, declaration: read.shownAs, asOf: plan.asOf, isPinned: read.pinned },
    phases: [
      readPhase(plan, read.warnings.length),
      planPhase(plan),
      rehearsePhase(rehearsal),
      policiesPhase(violations),
      ...(judgement === undefined ? [] : [decidePhase(judgement)]),
    ],
    counts: {
      accounts: plan.accounts.length,
      stacks: plan.stacks.length,
      stacksRehearsed: rehearsal.stacks.filter(({ status }) => status === "done").length,
      resources: deployedResources(rehearsal.resources).length,
      failures: failures.length,
      violations: refused.length,
      advisories: advisories.length,
      breaches: breaches.length,
      brokenGrants: brokenGrants.length,
      brokenClaims: brokenClaims.length,
      undecided: undecided.length,
    },
    decided: judgement?.decided ?? null,
    findings,
    undecided: [...undecided],
    claims: judgement?.claims ?? null,
    knownBreaches: [...(judgement?.knownBreaches ?? [])],
    closed: closedGrants(plan),
    notAskedAbout: grantsNotAskedAbout(plan),
    warnings: [...read.warnings],
    advisories: advisories.map(({ rule, urn, message }) => ({ rule, about: urn, message })),
    guardrails: guardrailReach(plan, rehearsal, undeclared),
    byHand: [...stepsByHand(plan, rehearsal)],
    assumptions: [...assumptionGroups([...(judgement?.assumptions ?? []), ...uncheckedTypes(rehearsal)])],
    ends: endsOf(plan, read.now),
    cost: costOf(plan),
  };
}

/** Nothing is wrong only where everything that is declared could be decided. */
export function verdictOf(wrong: number, undecided: number): Verdict {
  if (wrong > 0) return "not as declared";
  return undecided > 0 ? "undecided" : "as declared";
}

/** Refusals, and stacks that failed for another reason. */
function failuresOf({ stacks, refusals }: PlanRehearsal): WrongFinding[] {
  const refusedStacks = new Set(refusals.map(({ stack }) => stack));
  return [
    ...refusals.map(
      ({ urn, code, message, remedy }): WrongFinding => ({
        kind: "refusal",
        about: urn,
        what: `AWS refuses it, ${code}: ${message}`,
        remedy,
        requests: 0,
        command: null,
      }),
    ),
    ...stacks
      .filter(({ name, status }) => status === "failed" && !refusedStacks.has(name))
      .map(({ name, error = "" }): WrongFinding => {
        const [what, remedy] = halvesOf(error.trim());
        return { kind: "failed stack", about: name, what, remedy, requests: 0, command: null };
      }),
  ];
}

const violationFinding = ({ rule, urn, message }: PackFinding): WrongFinding => {
  const [what, remedy] = halvesOf(message);
  return { kind: "violation", about: urn, what: `${rule}: ${what}`, remedy, requests: 0, command: null };
};

/** Messages end in what to do, behind the last semicolon. */
function halvesOf(message: string): readonly [what: string, remedy: string] {
  const at = message.lastIndexOf("; ");
  return at === -1 ? [message, "correct what the message names"] : [message.slice(0, at), message.slice(at + 2)];
}

const uncheckedTypes = ({ unmodelled }: PlanRehearsal): string[] =>
  unmodelled.map(({ urn, type }) => `AWS takes ${urn} as it is, since the rehearsal does not know the type ${type}`);

function endsOf({ grants }: Plan, now: Date): StartReport["ends"] {
  const ends = grants
    .flatMap(({ id, state, until, origin: { file, line } }) =>
      state === "closed" || until === undefined ? [] : [{ about: id, until, daysLeft: daysLeft(until, now), file, line }],
    )
    .sort((a, b) => a.daysLeft - b.daysLeft);
  const soon = ends.filter((end) => end.daysLeft <= WARNING_DAYS);
  const later = ends.filter((end) => end.daysLeft > WARNING_DAYS);
  return { withinDays: WARNING_DAYS, soon, next: later.filter(({ until }) => until === later[0]?.until) };
}

function costOf({ endpoints }: Plan): StartReport["cost"] {
  const made = endpoints.filter((endpoint) => endpoint.made);
  const prices = made.flatMap(({ usdPerMonth }) => usdPerMonth ?? []);
  const cents = prices.reduce((sum, price) => sum + Math.round(price * 100), 0);
  return {
    usdPerMonth: cents / 100,
    endpoints: made.length,
    endpointsWithoutPrice: made.length - prices.length,
    comesOnTop: DATA_PROCESSING,
  };
}
