import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { explanationText } from "../../../proof/explanation/explanation-text.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { readScenarioFile } from "../../../proof/scenario/scenario-file.ts";

const FOLDER = fileURLToPath(new URL("../../scenarios/", import.meta.url));
/** Scenarios about organizations, which specs of their own rehearse. */
const OF_ORGANIZATIONS = ["clusters/**", "consumers/**", "existing/**", "lapsing/**", "organization/**", "workloads/**"];
const FILES = globSync("**/*.json", { cwd: FOLDER, exclude: OF_ORGANIZATIONS }).sort();
const NOW = new Date("2026-11-22T00:00:00Z");
const SERVICES = ["dax", "dynamodb", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "sts"];

describe("the engine's scenarios", () => {
  let catalogue: Catalogue;
  const names: string[] = [];

  before(async () => {
    catalogue = await loadCatalogue(SERVICES);
  });

  for (const file of FILES) {
    describe(file, () => {
      for (const { scenario, problems, place } of readScenarioFile(file, readFileSync(FOLDER + file, "utf8"))) {
        names.push(scenario?.name ?? `unreadable at line ${place.line}`);
        it(scenario?.name ?? `line ${place.line}`, () => {
          assert.deepEqual(problems, []);
          assert.ok(scenario !== undefined);
          const result = runScenario(scenario, { now: NOW, catalogue }, undefined);
          assert.ok(result.explanation !== undefined, JSON.stringify(result.problems));
          assert.ok(result.isAsExpected, explanationText(result.explanation).join("\n"));
        });
      }
    });
  }

  it("are at least 400, each under a name of its own", () => {
    assert.ok(names.length >= 400, `${names.length} scenarios`);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});
