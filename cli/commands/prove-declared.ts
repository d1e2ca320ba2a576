import path from "node:path";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { DecidedClaim } from "../../proof/claims/claim.ts";
import type { WrittenClaim } from "../../proof/claims/claims-file.ts";
import { neededStatementsInTheEnd } from "../../proof/claims/needed-statements.ts";
import { proveClaims } from "../../proof/claims/prove-claims.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { Surroundings } from "../../proof/engine/prepare-request.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import type { LayerFinding } from "../../proof/verdict/prove-layers.ts";
import { observedAccounts } from "../input/observed-organization.ts";
import { proofSubject } from "../input/proof-subject.ts";
import { proveInThreads } from "../input/prove-in-threads.ts";
import type { RehearsedOrganization } from "../input/rehearsed-organization.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { reportProof } from "../output/proof/report-proof.ts";
import { WrongUse } from "../output/streams.ts";

/** What is proven, and how the report names files. */
export interface DeclaredProof {
  readonly read: Pick<ReadDeclaration, "folder" | "now" | "pinned"> & { readonly declaration: Declaration };
  readonly organization: RehearsedOrganization;
  /** The claims of claims.yaml. */
  readonly claims: readonly WrittenClaim[];
  /** File of policies that exist beside the stacks, as it was named. */
  readonly inventory?: string | undefined;
  /**
   * The same with observed perimeters enforced; undefined where a stack fails then. With it, each layer of policies is proven alone, too.
   * @default no layer is
   */
  readonly whenEnforced?: () => Promise<QuestionSubject | undefined>;
  /** The scenario file of a finding. @default none is written */
  readonly scenarioOf?: (finding: Finding | LayerFinding) => string | undefined;
}

/** Proves a declaration over what its rehearsal deploys. */
export async function proveDeclared({
  read,
  organization,
  claims: written,
  inventory,
  whenEnforced,
  scenarioOf = () => undefined,
}: DeclaredProof): Promise<{ readonly report: ProofReport; readonly surroundings: Surroundings }> {
  const { plan, world, rehearsal } = organization;
  const subject = await proofSubject(read.declaration, organization);
  const { intended, catalogue } = subject;
  const { claims, problems } = proveClaims(subject, written);
  if (problems.length > 0) throw new WrongUse(problems.map(problemLine).join("\n"));
  const source = { folder: read.folder, now: read.now, resources: rehearsal.resources, inventory };
  const { proof, layers } = await proveInThreads(subject, source, whenEnforced !== undefined);
  const isObserved = observedAccounts(read.declaration).length > 0;
  const needed =
    layers === undefined
      ? []
      : [await neededStatementsInTheEnd(subject, layers.dropped, proof.waiting.length > 0, isObserved ? whenEnforced : undefined)];
  const report = reportProof({
    organization: {
      name: plan.organization.name,
      declaration: path.relative(process.cwd(), read.folder) || ".",
      asOf: plan.asOf,
      isPinned: read.pinned,
    },
    intended,
    catalogue,
    proof,
    layers,
    claims: builtInFirst([...claims, ...needed]),
    context: { world, plan, provenance: rehearsal.provenance, owner: undefined },
    scenarioOf,
  });
  return { report, surroundings: { now: read.now, catalogue } };
}

const builtInFirst = (claims: readonly DecidedClaim[]): DecidedClaim[] => [
  ...claims.filter(({ declaredAt }) => declaredAt === undefined),
  ...claims.filter(({ declaredAt }) => declaredAt !== undefined),
];
