import { writeFileSync } from "node:fs";
import path from "node:path";
import { partitionOf } from "../../iam/arn.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { knownBreachOf } from "../../proof/verdict/known-breaches.ts";
import { type Proof, prove } from "../../proof/verdict/prove.ts";
import { scenarioOf } from "../../proof/verdict/scenario-of.ts";
import { PROVEN_SERVICES } from "../input/proven-services.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { makeFolder } from "../output/make-folder.ts";
import { proofText } from "../output/proof/print-proof.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { reportProof } from "../output/proof/report-proof.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface ProveOptions extends RehearsedOrganizationOptions {
  /** Folder for a scenario file of each breach. */
  readonly scenarios?: string | undefined;
  /** Whether the report is printed as JSON. @default in words */
  readonly json?: boolean;
}

/** Proves that what is declared works and nothing else does. Resolves to 0 when it is proven, 1 when something stands against it, 3 when something is not known. */
export async function proveCommand(options: ProveOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, options.json === true, streams);
  const organization = await rehearsedOrganization(options, streams);
  const { plan, world } = organization;
  const ids = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
  const intended = intendedOf(read.declaration, ids);
  const catalogue = await loadCatalogue(PROVEN_SERVICES);
  const proof = prove({ intended, world, catalogue, partition: partitionOf(plan.organization.homeRegion) });
  const breaches = proof.findings.filter((finding) => knownBreachOf(intended, finding) === undefined);
  const files = options.scenarios === undefined ? new Map<Finding, string>() : writeScenarios(breaches, options.scenarios, read.now);
  const report = reportProof({
    organization: {
      name: plan.organization.name,
      declaration: path.relative(process.cwd(), read.folder) || ".",
      asOf: plan.asOf,
      isPinned: read.pinned,
    },
    intended,
    proof,
    context: contextOf(organization),
    scenarioOf: (finding) => files.get(finding),
  });
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : proofText(report));
  return EXIT_CODES[report.verdict];
}

const EXIT_CODES: Readonly<Record<ProofReport["verdict"], ExitCode>> = { proven: 0, "not proven": 1, "not known": 3 };

const contextOf = ({ world, plan, rehearsal }: RehearsedOrganization) => ({
  world,
  plan,
  provenance: rehearsal.provenance,
  owner: undefined,
});

/** Writes one scenario file for each finding, which `simulate` replays. */
function writeScenarios(findings: Proof["findings"], folder: string, now: Date): ReadonlyMap<Finding, string> {
  try {
    makeFolder(path.resolve(folder));
    return new Map(
      findings.map((finding, index) => {
        const file = path.join(folder, `${finding.kind}-${(index + 1).toString().padStart(4, "0")}.json`);
        writeFileSync(file, `${JSON.stringify([scenarioOf(finding.about, finding.example, now)], undefined, 2)}\n`);
        return [finding, file];
      }),
    );
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--scenarios: cannot be written, got ${JSON.stringify(code)} for ${folder}; name a folder that can be`, {
      cause: error,
    });
  }
}
