import path from "node:path";
import { partitionOf } from "../../iam/arn.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { Surroundings } from "../../proof/engine/prepare-request.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { PROVEN_SERVICES, prove } from "../../proof/verdict/prove.ts";
import type { RehearsedOrganization } from "../input/rehearsed-organization.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { reportProof } from "../output/proof/report-proof.ts";

/** What is proven, and how the report names files. */
export interface DeclaredProof {
  readonly read: Pick<ReadDeclaration, "folder" | "now" | "pinned"> & { readonly declaration: Declaration };
  readonly organization: RehearsedOrganization;
  /** The scenario file of a finding. @default none is written */
  readonly scenarioOf?: (finding: Finding) => string | undefined;
}

/** Proves a declaration over what its rehearsal deploys. */
export async function proveDeclared({
  read,
  organization,
  scenarioOf = () => undefined,
}: DeclaredProof): Promise<{ readonly report: ProofReport; readonly surroundings: Surroundings }> {
  const { plan, world, rehearsal } = organization;
  const ids = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
  const intended = intendedOf(read.declaration, ids);
  const catalogue = await loadCatalogue(PROVEN_SERVICES);
  const proof = prove({ intended, world, catalogue, partition: partitionOf(plan.organization.homeRegion) });
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
    context: { world, plan, provenance: rehearsal.provenance, owner: undefined },
    scenarioOf,
  });
  return { report, surroundings: { now: read.now, catalogue } };
}
