import type { DecidedClaim } from "../../../proof/claims/claim.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import type { ProofClaim, ProofFinding } from "./proof-report.ts";
import { unknownRemedy } from "./unknown-remedy.ts";

/** What claims are reported with. */
export interface ClaimsParts {
  readonly finding: (each: Finding) => ProofFinding;
  readonly context: AnswerContext;
  readonly now: Date;
}

/** Claims as data. */
export const reportClaims = (claims: readonly DecidedClaim[], { finding, context, now }: ClaimsParts): ProofClaim[] =>
  claims.map(({ name, says, declaredAt, asked, verdict, finding: found, statements }) => ({
    name,
    says,
    declaredAt: declaredAt ?? null,
    verdict,
    asked,
    example: found === undefined ? null : finding(found),
    statements: [...statements],
    unknown: verdict === "not known" ? unknownOf(found, context, now) : [],
  }));

function unknownOf(found: Finding | undefined, context: AnswerContext, now: Date): ProofClaim["unknown"] {
  if (found === undefined) return [{ what: "whether its principals are there", remedy: "deploy what they wait for" }];
  const facts = [...new Set(found.example.decision.unknowns.map(({ what }) => what))];
  return facts.map((what) => ({ what, remedy: unknownRemedy(what, found.example, context, now) }));
}
