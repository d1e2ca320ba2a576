import { asEnforced, observedAccounts } from "../../cli/input/observed-organization.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { DecidedClaim } from "../../proof/claims/claim.ts";
import { parseClaims } from "../../proof/claims/claims-file.ts";
import { droppedIn, droppingStatements, neededStatementsInTheEnd } from "../../proof/claims/needed-statements.ts";
import { proveClaims } from "../../proof/claims/prove-claims.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import { proveLayers } from "../../proof/verdict/prove-layers.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { type Deployed, subjectOf } from "./proof.ts";

/** What becomes of the claims about a deployment, with those of a claims.yaml; the problems of the file first. */
export async function claimsOf(
  deployed: Deployed,
  text = "",
): Promise<{ readonly claims: readonly DecidedClaim[]; readonly problems: readonly string[] }> {
  const subject = await subjectOf(deployed);
  const read = parseClaims("claims.yaml", text, subject.intended);
  if (read.problems.length > 0) return { claims: [], problems: read.problems.map(problemLine) };
  const { claims, problems } = proveClaims(subject, read.claims);
  return { claims, problems: problems.map(problemLine) };
}

/** What the layers of a deployment do alone otherwise than intended, as text, and the claim that every statement of its guardrails is needed. */
export async function layersOf(
  deployed: Deployed,
  isAnyWaiting = false,
): Promise<{ readonly findings: readonly string[]; readonly needed: DecidedClaim }> {
  const subject = await subjectOf(deployed);
  const dropping = droppingStatements(subject);
  const { findings } = proveLayers(subject, (question) => dropping.at(question));
  const isObserved = observedAccounts(deployed.declaration).length > 0;
  return {
    findings: findings.map(({ about }) => about),
    needed: await neededStatementsInTheEnd(subject, [droppedIn(dropping)], isAnyWaiting, isObserved ? () => enforced(deployed) : undefined),
  };
}

/** The subject of a deployment whose observed perimeters are enforced. */
async function enforced({ declaration, existing }: Deployed): Promise<QuestionSubject> {
  const { resources } = await rehearsePlan(plan(asEnforced(declaration)));
  return subjectOf({ declaration: asEnforced(declaration), resources, existing });
}

/** The claim that every statement of the guardrails of a deployment is needed. */
export const neededIn = async (deployed: Deployed): Promise<DecidedClaim> => (await layersOf(deployed)).needed;

/** What stands against claims: the verdict, the claim's name, and what its example is about or the statements that it names. */
export const openOf = (claims: readonly DecidedClaim[]): string[] =>
  claims
    .filter(({ verdict }) => verdict !== "holds")
    .map(({ name, verdict, finding, statements }) => `${verdict}: ${name}: ${finding?.about ?? statements.join(", ")}`);
