import { writeFileSync } from "node:fs";
import path from "node:path";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { ScenarioDocument } from "../../proof/scenario/scenario-schema.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { hasScenario, layerScenarioOf } from "../../proof/verdict/layer-scenario.ts";
import { noticeMutants } from "../../proof/verdict/notice-mutants.ts";
import type { LayerFinding } from "../../proof/verdict/prove-layers.ts";
import { scenarioOf } from "../../proof/verdict/scenario-of.ts";
import { nameOf, whoText } from "../../proof/verdict/subject-text.ts";
import { deployedPolicies } from "../../proof/world/deployed-policies.ts";
import { keyOfProof, noteProven, unchangedSince } from "../input/kept-verdict.ts";
import { enforcedSubject } from "../input/observed-organization.ts";
import { proofSubject } from "../input/proof-subject.ts";
import { soundClaims } from "../input/read-claims.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { organizationOfFile, type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { makeFolder } from "../output/make-folder.ts";
import { reportMutants } from "../output/proof/mutant-report.ts";
import { mutantText } from "../output/proof/print-mutants.ts";
import { proofText } from "../output/proof/print-proof.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { proveDeclared } from "./prove-declared.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** What to prove, and how the report is printed. */
export interface ProveOptions extends RehearsedOrganizationOptions {
  /** File of resources that `rehearse --output` wrote, which is judged in place of a rehearsal. */
  readonly resources?: string | undefined;
  /** Folder for a scenario file of each finding. */
  readonly scenarios?: string | undefined;
  /** Whether every deployed document is changed in every way instead, to see whether the proof notices. */
  readonly mutate?: boolean;
  /** Whether the report is printed as JSON. @default in words */
  readonly json?: boolean;
}

/** Proves that what is declared works and nothing else does. Resolves to 0 when it is proven, 1 when something stands against it, 3 when something is not known. */
export async function proveCommand(options: ProveOptions, streams: Streams): Promise<ExitCode> {
  const read = readDeclaration(options);
  const { declaration } = read;
  if (declaration === undefined) return refuseDeclaration(read, options.json === true, streams);
  const { resources } = options;
  const of = [read.folder, planOf(declaration).asOf, options.inventory] as const;
  const key = keyOfProof(...of);
  const isUnchanged = unchangedSince(key, ...of);
  const claims = soundClaims(read);
  const organization =
    resources === undefined ? await rehearsedOrganization(options, streams) : organizationOfFile({ ...options, resources });
  if (options.mutate === true) return mutate(await proofSubject(declaration, organization), options.json === true, streams);
  const files = new Map<Finding | LayerFinding, string>();
  const fileOf = (finding: Finding | LayerFinding): string | undefined => {
    if (options.scenarios === undefined || ("layer" in finding && !hasScenario(finding.example))) return undefined;
    const file = files.get(finding) ?? path.join(options.scenarios, `${finding.kind}-${(files.size + 1).toString().padStart(4, "0")}.json`);
    files.set(finding, file);
    return file;
  };
  const { report, surroundings } = await proveDeclared({
    read: { ...read, declaration },
    organization,
    claims,
    inventory: options.inventory,
    whenEnforced: () => enforcedSubject({ ...read, declaration }, options, streams),
    scenarioOf: fileOf,
  });
  // `up` and `preview` need not prove it again, unless something has changed meanwhile.
  if (report.verdict === "proven" && resources === undefined && isUnchanged()) noteProven(key);
  const { world } = organization;
  if (options.scenarios !== undefined) {
    const documents = deployedPolicies(world.deployed);
    const inWorld = (finding: Pick<Finding, "about" | "example" | "readings">) => scenarioOf(finding, { world, surroundings });
    writeScenarios(files, options.scenarios, (finding) =>
      "layer" in finding
        ? [layerScenarioOf(finding, ({ name }) => documents.get(name)?.document)]
        : [...stepsOf(finding).map(inWorld), inWorld(finding)],
    );
  }
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : proofText(report));
  return EXIT_CODES[report.verdict];
}

/** Changes every document in every way and says which changes the layers' proof does not notice. Returns 1 where there are some. */
function mutate(subject: QuestionSubject, isJson: boolean, streams: Streams): ExitCode {
  const report = reportMutants(noticeMutants(subject));
  streams.out(isJson ? `${JSON.stringify(report, undefined, 2)}\n` : mutantText(report));
  return report.counts.unnoticed === 0 ? 0 : 1;
}

const EXIT_CODES: Readonly<Record<ProofReport["verdict"], ExitCode>> = { proven: 0, "not proven": 1, "not known": 3 };

/** The steps by which somebody comes to act as the role of a finding. */
const stepsOf = ({ chain = [] }: Finding): Pick<Finding, "about" | "example" | "readings">[] =>
  chain.map(({ taker, role, accesses: [first] }) => ({
    about: `${whoText(taker.who)} acts as ${nameOf(role.what)}`,
    example: first.example,
    readings: undefined,
  }));

/** Writes one scenario file for each finding that the report shows, with the steps that lead to it, which `simulate` replays. */
function writeScenarios<F>(files: ReadonlyMap<F, string>, folder: string, documentsOf: (finding: F) => readonly ScenarioDocument[]): void {
  try {
    makeFolder(path.resolve(folder));
    for (const [finding, file] of files) writeFileSync(file, `${JSON.stringify(documentsOf(finding), undefined, 2)}\n`);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--scenarios: cannot be written, got ${JSON.stringify(code)} for ${folder}; name a folder that can be`, {
      cause: error,
    });
  }
}
