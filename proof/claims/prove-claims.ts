import { findingText, type Problem } from "../../model/problem.ts";
import type { QuestionSubject } from "../classes/questions.ts";
import { knownBreachOf } from "../verdict/known-breaches.ts";
import { builtInClaims } from "./built-in-claims.ts";
import type { DecidedClaim } from "./claim.ts";
import { claimSubject } from "./claim-subject.ts";
import { claimText } from "./claim-text.ts";
import { claimedQuestions } from "./claimed-questions.ts";
import type { WrittenClaim } from "./claims-file.ts";
import { type Claim, claimFinding, decideClaim } from "./decide-claim.ts";
import { rootIsBound } from "./root-is-bound.ts";

/** Claims as they are decided, and those of claims.yaml that no request could break. */
export interface ProvenClaims {
  readonly claims: readonly DecidedClaim[];
  readonly problems: readonly Problem[];
}

/** Decides the built-in claims, and then those of claims.yaml in their order. */
export function proveClaims(subject: QuestionSubject, written: readonly WrittenClaim[]): ProvenClaims {
  const claims = claimSubject(subject);
  const questionsOf = claimedQuestions(claims);
  const problems: Problem[] = [];
  const own = written.map((claim): DecidedClaim => {
    const { file, line, column } = claim.position;
    const decided = decideClaim(claims, {
      name: claim.name,
      says: claimText(claim),
      effect: claim.effect,
      because: claim.because,
      declaredAt: `${file}:${line.toString()}:${column.toString()}`,
      questions: [...questionsOf(claim)],
    });
    if (decided.asked === 0 && decided.verdict === "holds")
      problems.push({ ...claim.position, where: claim.name, message: matchesNothing(decided) });
    return decided;
  });
  const isKnown = ({ effect, because, declaredAt }: Claim, example: Parameters<NonNullable<Claim["isExempt"]>>[0]): boolean =>
    knownBreachOf(subject.intended, claimFinding({ effect, because, declaredAt, verdict: "broken", example, classes: 1 })) !== undefined;
  const builtIn = builtInClaims(claims).map((claim) =>
    decideClaim(claims, { ...claim, isExempt: (decided) => claim.isExempt?.(decided) === true || isKnown(claim, decided) }),
  );
  return { claims: [...builtIn, rootIsBound(claims), ...own], problems };
}

const matchesNothing = ({ says }: DecidedClaim): string =>
  findingText({
    what: "matches no request, so that it could never fail",
    got: says,
    remedy: "name actions that act on these resources, and networks that these principals call from",
  });
