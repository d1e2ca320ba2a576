import { readConfiguration } from "../../policy-pack/configuration.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { judgeResources, type PackFinding, type RegisteredResource } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { type State, unmarkedState } from "../../proof/world/stack-export.ts";
import { exportedStates } from "../input/read-exports.ts";
import { readNamedFile } from "../input/read-named-file.ts";
import { colours } from "../output/colours.ts";
import { count } from "../output/count.ts";
import type { PackCheckReport } from "../output/report/pack-check-report.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { readDeclaredGrantsOf } from "./declared-of-folder.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

/** How exported stacks are checked. */
export interface PackCheckOptions {
  readonly config?: string;
  /** The folder of the declaration whose grants the stacks are checked against. @default none */
  readonly declaration?: string;
  readonly json?: boolean;
}

/** Checks exported stacks by the rules of the policy pack. Ends with 1 for a violation, and with 3 where only a value is unknown. */
export async function packCheck(
  files: readonly string[],
  { config, declaration, json }: PackCheckOptions,
  now: Date,
  streams: Streams,
): Promise<ExitCode> {
  const { out } = streams;
  const { declared, read } = declaration === undefined ? {} : readDeclaredGrantsOf(declaration);
  if (read !== undefined) return refuseDeclaration(read, json === true, streams);
  const resources = exportedStates("<export>", files).flatMap((states) => states.flatMap(registered));
  const configuration = config === undefined ? {} : configurationIn(config);
  const today = now.toISOString().slice(0, 10);
  const findings = judgeResources(resources, await loadCatalogueFor(resources), { ...configuration, today, declared });
  const violations = findings.filter(({ level }) => level === "mandatory").length;
  if (json === true) {
    const report: PackCheckReport = { format: 1, findings: [...findings] };
    out(`${JSON.stringify(report, undefined, 2)}\n`);
  } else out(reportText(findings, resources.length, violations));
  return violations > 0 ? 1 : findings.some(({ isUndecided }) => isUndecided) ? 3 : 0;
}

/** A resource as its program registered it. What a program only reads is not judged, nor what is about to be deleted. */
function registered(state: State): readonly RegisteredResource[] {
  const { urn, type, provider = "", dependencies = [], external, delete: isLeaving } = state;
  if (external === true || isLeaving === true) return [];
  return [{ urn, type, name: urn.split("::").at(-1) ?? "", provider, dependsOn: dependencies, ...unmarkedState(state) }];
}

function configurationIn(file: string) {
  const text = readNamedFile("--config", file, "a JSON file");
  const { configuration, problems = [] } = readConfiguration(jsonOf(file, text), everyPolicy());
  if (configuration === undefined) throw new WrongUse(problems.map((problem) => `${file}: ${problem}`).join("\n"));
  return configuration;
}

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongUse(`--config: the file is no JSON, got ${JSON.stringify(file)} (${String(error)}); write { "<rule>": { … } }`);
  }
}

function reportText(findings: readonly PackFinding[], resources: number, violations: number): string {
  const urns = [...new Set(findings.map(({ urn }) => urn))];
  const groups = urns.map((urn) => {
    const lines = findings
      .filter((finding) => finding.urn === urn)
      .map(({ rule, level, message }) => `  ${coloured(level)}  ${rule}: ${message}\n`);
    return `${urn}\n${lines.join("")}`;
  });
  const advisories = count(findings.length - violations, "advisory", "advisories");
  return `${groups.join("\n")}${groups.length === 0 ? "" : "\n"}${count(resources, "resource")}: ${count(violations, "violation")}, ${advisories}\n`;
}

const coloured = (level: PackFinding["level"]): string => (level === "mandatory" ? colours.red(level) : colours.yellow(level));
