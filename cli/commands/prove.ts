import { writeFileSync } from "node:fs";
import path from "node:path";
import { partitionOf } from "../../iam/arn.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { knownBreachOf } from "../../proof/verdict/known-breaches.ts";
import { noticeMutants } from "../../proof/verdict/notice-mutants.ts";
import { type Proof, type ProofSubject, prove } from "../../proof/verdict/prove.ts";
import { proveLayers } from "../../proof/verdict/prove-layers.ts";
import { scenarioOf } from "../../proof/verdict/scenario-of.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { makeFolder } from "../output/make-folder.ts";
import { reportMutants } from "../output/proof/mutant-report.ts";
import { mutantText } from "../output/proof/print-mutants.ts";
import { proofText } from "../output/proof/print-proof.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { reportProof } from "../output/proof/report-proof.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** The services whose actions are asked about. */
const SERVICES = ["dynamodb", "ec2", "events", "iam", "kms", "organizations", "s3", "secretsmanager", "sns", "sts"];

export interface ProveOptions extends RehearsedOrganizationOptions {
  /** Folder for a scenario file of each breach. */
  readonly scenarios?: string | undefined;
  /** Whether every deployed document is changed in every way instead, to see whether the proof notices. */
  readonly mutate?: boolean;
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
  const catalogue = await loadCatalogue(SERVICES);
  const subject = { intended, world, catalogue, partition: partitionOf(plan.organization.homeRegion) };
  if (options.mutate === true) return mutate(subject, options.json === true, streams);
  const proof = prove(subject);
  const layers = proveLayers(subject);
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
    layers,
    context: contextOf(organization),
    scenarioOf: (finding) => files.get(finding),
  });
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : proofText(report));
  return EXIT_CODES[report.verdict];
}

/** Changes every document in every way and says which changes the layers' proof does not notice. Returns 1 where there are some. */
function mutate(subject: ProofSubject, isJson: boolean, streams: Streams): ExitCode {
  const report = reportMutants(noticeMutants(subject));
  streams.out(isJson ? `${JSON.stringify(report, undefined, 2)}\n` : mutantText(report));
  return report.counts.unnoticed === 0 ? 0 : 1;
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
