import assert from "node:assert/strict";
import { explanationText } from "../../proof/explanation/explanation-text.ts";
import type { ScenarioResult } from "../../proof/scenario/run-scenario.ts";
import type { Scenario } from "../../proof/scenario/scenario.ts";
import { readScenarioFile } from "../../proof/scenario/scenario-file.ts";

/** Describes a file of scenarios with a test for each, that it is decided as it expects. Gives the scenarios. */
export function describeScenarios(file: string, text: string, decide: (scenario: Scenario) => ScenarioResult): readonly Scenario[] {
  const scenarios: Scenario[] = [];
  describe(file, () => {
    for (const { scenario, problems, place } of readScenarioFile(file, text)) {
      if (scenario !== undefined) scenarios.push(scenario);
      it(scenario?.name ?? `line ${place.line}`, () => {
        assert.deepEqual(problems, []);
        assert.ok(scenario !== undefined);
        const { explanation, isAsExpected, problems: unresolved } = decide(scenario);
        assert.deepEqual(unresolved ?? [], []);
        assert.ok(isAsExpected, explanation === undefined ? "" : explanationText(explanation).join("\n"));
      });
    }
  });
  return scenarios;
}
