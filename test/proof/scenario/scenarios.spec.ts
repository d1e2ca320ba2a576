import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";

const FOLDER = fileURLToPath(new URL("../../scenarios/", import.meta.url));
/** Folders of scenarios about organizations, the sample and those with a declaration, which specs of their own rehearse. */
const OF_ORGANIZATIONS = ["organization", ...globSync("*/declaration", { cwd: FOLDER }).map((each) => path.dirname(each))].map(
  (each) => `${each}/**`,
);
const FILES = globSync("**/*.json", { cwd: FOLDER, exclude: OF_ORGANIZATIONS }).sort();
const NOW = new Date("2026-11-22T00:00:00Z");
const SERVICES = ["dax", "dynamodb", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "sts"];

describe("the engine's scenarios", () => {
  let catalogue: Catalogue;

  before(async () => {
    catalogue = await loadCatalogue(SERVICES);
  });

  const names = FILES.flatMap((file) =>
    describeScenarios(file, readFileSync(FOLDER + file, "utf8"), (scenario) => runScenario(scenario, { now: NOW, catalogue }, undefined)),
  ).map(({ name }) => name);

  it("are at least 400, each under a name of its own", () => {
    assert.ok(names.length >= 400, `${names.length} scenarios`);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});
