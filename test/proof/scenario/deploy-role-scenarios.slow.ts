import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { noticeMutants } from "../../../proof/verdict/notice-mutants.ts";
import { DEPLOY_ROLES, deployRoles } from "../../support/deploy-roles.ts";
import { type Deployed, deploy, proofOf } from "../../support/proof.ts";
import { NOW } from "../../support/sample.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";
import { unnoticedIn } from "../../support/unnoticed.ts";

const PROVING_MILLISECONDS = 600_000;

describe("deploy roles that accounts name", function () {
  this.timeout(PROVING_MILLISECONDS);
  let deployed: Deployed;
  let catalogue: Catalogue;

  before(async () => {
    deployed = await deploy(deployRoles);
    catalogue = await loadCatalogue(["dynamodb", "kms", "iam", "sts"]);
  });

  const organization = () => organizationOf(planOf(deployed.declaration), deployed, deployed.existing);

  for (const file of globSync("*.json", { cwd: DEPLOY_ROLES }).sort())
    describeScenarios(file, readFileSync(path.join(DEPLOY_ROLES, file), "utf8"), (scenario) =>
      runScenario(scenario, { now: NOW, catalogue }, organization().world),
    );

  it("may do what is declared, and nothing else", async () => {
    const { against, proof } = await proofOf(deployed);
    assert.deepEqual(against, []);
    assert.ok(proof.classes > 0);
  });

  it("are kept to that by every statement: changed or without it, some request is decided otherwise", async () => {
    const subject = await proofSubject(deployed.declaration, organization());
    const judged = noticeMutants(subject, () => true);
    assert.ok(judged.length > 0);
    assert.deepEqual(unnoticedIn(judged), []);
  });
});
