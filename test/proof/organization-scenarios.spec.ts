import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { organizationOf } from "../../cli/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../model/resolve.ts";
import { organizationWorld } from "../../proof/declared-organization.ts";
import { explanationText } from "../../proof/explanation-text.ts";
import type { OrganizationWorld } from "../../proof/organization-world.ts";
import { runScenario, type ScenarioResult } from "../../proof/run-scenario.ts";
import type { Scenario } from "../../proof/scenario.ts";
import { readScenarioFile } from "../../proof/scenario-file.ts";
import type { WorldResource } from "../../proof/world-resource.ts";
import { acmePlan, rehearsedAcme } from "../support/acme.ts";

const FOLDER = fileURLToPath(new URL("../scenarios/organization/", import.meta.url));
const FILES = globSync("*.json", { cwd: FOLDER }).sort();
const NOW = new Date("2026-11-22T00:00:00Z");
const SERVICES = ["dynamodb", "iam", "kms", "secretsmanager", "sts"];
const REHEARSING_MILLISECONDS = 300_000;
/** Sharing that is no plain form: tenants, global tables, and what the scenarios of the perimeter only frame. */
const RESTS_ON_A_STATEMENT = /^(?:A[127]|A5|A6|B[1569]|B10|C1|E[136]):/;

/** The resources without one statement, wherever it stands. */
function without(resources: readonly WorldResource[], sid: string): WorldResource[] {
  const cut = (value: unknown): unknown => {
    if (typeof value !== "string" || !value.includes(`"${sid}"`)) return value;
    const document = JSON.parse(value) as { Statement: { Sid: string }[] };
    return JSON.stringify({ ...document, Statement: document.Statement.filter(({ Sid }) => Sid !== sid) });
  };
  return resources.map((resource) => ({
    ...resource,
    inputs: Object.fromEntries(Object.entries(resource.inputs).map(([key, value]) => [key, cut(value)])),
  }));
}

/** The statement that a scenario names, else every statement of the deciding layer; none where nothing allows. */
function deciders({ expect }: Scenario, { explanation }: ScenarioResult): readonly string[] {
  if (expect.decision === "implicitly-denied" || explanation === undefined) return [];
  const named = expect.by?.split(":")[1];
  if (named !== undefined) return [named];
  const { by, grants, denials } = explanation;
  const makers = expect.decision === "allowed" ? grants : denials;
  return makers.filter(({ layer }) => layer === by.layer).flatMap(({ sid }) => sid ?? []);
}

describe("the sample organization", () => {
  let catalogue: Catalogue;
  let plan: ResolvedPlan;
  let world: OrganizationWorld;
  let resources: readonly WorldResource[];

  const decided = (scenario: Scenario, where = world): ScenarioResult => runScenario(scenario, { now: NOW, catalogue }, where);

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const [loaded, rehearsal] = await Promise.all([loadCatalogue(SERVICES), rehearsedAcme()]);
    catalogue = loaded;
    ({ resources } = rehearsal);
    ({ plan, world } = organizationOf(acmePlan(), rehearsal));
  });

  const scenarios: Scenario[] = [];
  for (const file of FILES) {
    describe(file, () => {
      for (const { scenario, problems, place } of readScenarioFile(file, readFileSync(FOLDER + file, "utf8"))) {
        if (scenario !== undefined) scenarios.push(scenario);
        it(scenario?.name ?? `line ${place.line}`, () => {
          assert.deepEqual(problems, []);
          assert.ok(scenario !== undefined);
          const { explanation, isAsExpected, problems: unresolved } = decided(scenario);
          assert.deepEqual(unresolved ?? [], []);
          assert.ok(explanation !== undefined);
          assert.ok(isAsExpected, explanationText(explanation).join("\n"));
        });
      }
    });
  }

  it("is told about in scenarios of different names", () => {
    const names = scenarios.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it("turns each case of perimeter and plain sharing red without the statement it rests on", () => {
    const worlds = new Map<string, OrganizationWorld>();
    const checked: string[] = [];
    for (const scenario of scenarios.filter(({ name }) => RESTS_ON_A_STATEMENT.test(name))) {
      const sids = deciders(scenario, decided(scenario));
      if (sids.length === 0) continue;
      const key = sids.join(" ");
      const less = worlds.get(key) ?? organizationWorld({ plan, resources: sids.reduce(without, resources) });
      worlds.set(key, less);
      assert.ok(!decided(scenario, less).isAsExpected, `${scenario.name} stands without ${key}`);
      checked.push(scenario.name);
    }
    assert.ok(checked.length > 100, `${checked.length} checked`);
  });
});
