import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { simulateCommand } from "../../cli/commands/simulate.ts";
import { simulateReport } from "../../cli/output/report/simulate-report.ts";
import { judgeLayer } from "../../proof/classes/layers/judge-layer.ts";
import { underReadings } from "../../proof/engine/decide-under-readings.ts";
import { compilePolicy } from "../../proof/engine/policy.ts";
import type { ScenarioDocument } from "../../proof/scenario/scenario-schema.ts";
import { hasScenario, layerScenarioOf } from "../../proof/verdict/layer-scenario.ts";
import type { JudgedMutant } from "../../proof/verdict/notice-mutants.ts";
import { deployedPolicies } from "../../proof/world/deployed-policies.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import { NOW } from "./sample.ts";

/** The scenario of each mutant that is noticed by what policies decide: the request that shows it, with what its layer alone does then. */
export function mutantScenarios(judged: readonly JudgedMutant[], { deployed }: Pick<OrganizationWorld, "deployed">): ScenarioDocument[] {
  const documents = deployedPolicies(deployed);
  return judged.flatMap(({ document, mutant, noticedBy, readings }) => {
    if (noticedBy === undefined || !hasScenario(noticedBy)) return [];
    const { asked, policies } = noticedBy.question;
    const changed = policies.map((policy) => (policy.name === document ? compilePolicy(mutant.document, document) : policy));
    const asRead = underReadings(noticedBy.request, readings ?? {});
    return layerScenarioOf(
      { about: `${document}: ${mutant.what}`, example: noticedBy, verdict: judgeLayer(asked.layer, changed, asRead), readings },
      ({ name }) => (name === document ? mutant.document : documents.get(name)?.document),
    );
  });
}

/** How many scenarios stand in one file. */
const IN_A_FILE = 250;

/** Writes scenarios to files, and has `simulate` decide them. Gives how many are as expected, and the first ones that are not. */
export async function replay(
  scenarios: readonly ScenarioDocument[],
): Promise<{ readonly passed: number; readonly failed: readonly unknown[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), "palisade-mutants-"));
  try {
    const files = Array.from({ length: Math.ceil(scenarios.length / IN_A_FILE) }, (_, index) =>
      path.join(folder, `${index.toString()}.json`),
    );
    files.forEach((file, index) => {
      writeFileSync(file, JSON.stringify(scenarios.slice(index * IN_A_FILE, (index + 1) * IN_A_FILE)));
    });
    let out = "";
    await simulateCommand(files, { now: NOW, json: true }, { out: (text) => void (out += text), err: () => undefined });
    const { scenarios: all } = simulateReport.parse(JSON.parse(out));
    const failed = all.filter(({ passed }) => !passed);
    return { passed: all.length - failed.length, failed: failed.slice(0, 10) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
