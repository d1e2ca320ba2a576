import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import type { DecidedGrant } from "../../../proof/questions/grant-decisions.ts";
import { readingText } from "../proof/print-proof.ts";
import type { ProofFinding, ProofReport } from "../proof/proof-report.ts";
import { explainCommand } from "./explain-command.ts";
import { undecidedOf } from "./not-decided.ts";
import type { Judgement, WrongFinding } from "./start-report.ts";

const TO_CLOSE = "narrow or remove that statement, or declare the access as a grant";
const TO_MEND = "look at the statement, or the layer that lacks one";

/**
 * What a proof says of a declaration. What is declared and waits for something is named by the single requests of grants, which cannot be
 * made for it.
 */
export function proofJudgement(
  proof: ProofReport,
  grants: readonly DecidedGrant[],
  plan: Pick<ResolvedPlan, "grants" | "accounts">,
): Judgement {
  const { classes, principals, resources, networks, instants } = proof.counts;
  return {
    decided: { count: classes, of: "classes of requests", over: { principals, resources, networks, instants } },
    breaches: proof.breaches.map((finding) => wrongFinding("breach", finding, TO_CLOSE)),
    brokenGrants: proof.brokenGrants.map((finding) => wrongFinding("broken grant", finding, TO_MEND)),
    undecided: [
      ...undecidedOf(grants, plan).filter(({ because }) => !because.includes("rests on what is unknown")),
      ...proof.unknown.map(({ what, remedy, classes: number }) => ({
        about: what,
        because: `${number.toLocaleString("en")} classes of requests rest on it; ${remedy}`,
      })),
    ],
    knownBreaches: proof.knownBreaches.map(({ id, because }) => ({ about: id, because })),
    assumptions: [
      ...new Set([...grants.flatMap(({ decisions }) => decisions.flatMap((each) => each.assumptions)), ...proof.assumptions]),
    ].sort(),
  };
}

function wrongFinding(kind: "breach" | "broken grant", finding: ProofFinding, remedy: string): WrongFinding {
  const { about, because, decidedBy, declaredAt, classes, readings, request } = finding;
  return {
    kind,
    about: declaredAt ?? request.resource,
    what: [`${about}, though ${because}: ${decidedBy}`, ...readings.map(readingText)].join(". "),
    remedy,
    requests: classes,
    command: explainCommand(request),
  };
}
