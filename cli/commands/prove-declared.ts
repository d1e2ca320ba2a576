import path from "node:path";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { Surroundings } from "../../proof/engine/prepare-request.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { type LayerFinding, proveLayers } from "../../proof/verdict/prove-layers.ts";
import { proofSubject } from "../input/proof-subject.ts";
import { proveInThreads } from "../input/prove-in-threads.ts";
import type { RehearsedOrganization } from "../input/rehearsed-organization.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { reportProof } from "../output/proof/report-proof.ts";

/** What is proven, and how the report names files. */
export interface DeclaredProof {
  readonly read: Pick<ReadDeclaration, "folder" | "now" | "pinned"> & { readonly declaration: Declaration };
  readonly organization: RehearsedOrganization;
  /** File of policies that exist beside the stacks, as it was named. */
  readonly inventory?: string | undefined;
  /** Whether each layer of policies is proven alone, too. @default false */
  readonly hasLayers?: boolean;
  /** The scenario file of a finding. @default none is written */
  readonly scenarioOf?: (finding: Finding | LayerFinding) => string | undefined;
}

/** Proves a declaration over what its rehearsal deploys. */
export async function proveDeclared({
  read,
  organization,
  inventory,
  hasLayers = false,
  scenarioOf = () => undefined,
}: DeclaredProof): Promise<{ readonly report: ProofReport; readonly surroundings: Surroundings }> {
  const { plan, world, rehearsal } = organization;
  const subject = await proofSubject(read.declaration, organization);
  const { intended, catalogue } = subject;
  const report = reportProof({
    organization: {
      name: plan.organization.name,
      declaration: path.relative(process.cwd(), read.folder) || ".",
      asOf: plan.asOf,
      isPinned: read.pinned,
    },
    intended,
    catalogue,
    proof: await proveInThreads(subject, { folder: read.folder, now: read.now, resources: rehearsal.resources, inventory }),
    layers: hasLayers ? proveLayers(subject) : undefined,
    context: { world, plan, provenance: rehearsal.provenance, owner: undefined },
    scenarioOf,
  });
  return { report, surroundings: { now: read.now, catalogue } };
}
