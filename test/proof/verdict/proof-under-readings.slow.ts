import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { readScenario } from "../../../proof/scenario/scenario.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import { layerScenarioOf } from "../../../proof/verdict/layer-scenario.ts";
import { proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { scenarioOf } from "../../../proof/verdict/scenario-of.ts";
import { deployedPolicies } from "../../../proof/world/deployed-policies.ts";
import { LINE } from "../../support/line.ts";
import { type Deployed, deploy, type Proven, proofOf, withStatements } from "../../support/proof.ts";
import { lineSubject } from "../../support/proof-subject.ts";

/** A condition that holds as AWS's rule says, and that fails as one of its answers says: no call but AWS's own carries the key. */
const CONTESTED = { "ForAllValues:StringEquals": { "aws:PrincipalServiceNamesList": "athena.amazonaws.com" } };

const withContested =
  (sid: RegExp) =>
  (statement: StatementDocument): StatementDocument =>
    sid.test(statement.Sid ?? "") ? { ...statement, Condition: { ...statement.Condition, ...CONTESTED } } : statement;

const BY_READING = { "for-all-values-missing": "fails" };

describe("the proof under every reading of AWS's pages", function () {
  this.timeout(120_000);
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy(LINE);
  });

  /** Asserts that simulate gives what the scenarios of findings expect, and that another reading gives something else. */
  async function assertReplayed({ world, intended }: Proven, findings: readonly Finding[]): Promise<void> {
    const { catalogue } = await lineSubject();
    const surroundings = { now: intended.now, catalogue };
    for (const finding of findings) {
      const document = scenarioOf(finding, { world, surroundings });
      const { value: scenario, problems } = readScenario(JSON.parse(JSON.stringify(document)));
      assert.ok(scenario !== undefined, JSON.stringify(problems));
      assert.deepEqual(scenario.readings, finding.readings);
      assert.ok(runScenario(scenario, surroundings, world).isAsExpected, finding.about);
      const asTaken = runScenario({ ...scenario, readings: undefined }, surroundings, world);
      assert.equal(asTaken.isAsExpected, false, finding.about);
      assert.deepEqual(
        asTaken.explanation?.readings.map(({ id, other }) => [id, other]),
        [["for-all-values-missing", "fails: as DynamoDB said of its keys under `SearchVectors`"]],
      );
    }
  }

  it("finds the access that one of them opens, says which, and replays it", async () => {
    const proven = await proofOf(withStatements(deployed, withContested(/^DenyTableDataOutsideTheNetworks/)));
    const breaches = proven.proof.findings.filter(({ readings }) => readings !== undefined);
    assert.ok(breaches.length > 0);
    assert.ok(breaches.every(({ kind }) => kind === "breach"));
    assert.deepEqual(
      breaches.map(({ readings }) => readings),
      breaches.map(() => BY_READING),
    );
    assert.match(
      proven.against.join("\n"),
      /^breach: \S+ reads-items owner\/tables\/ledger: .*, if for-all-values-missing is read as fails: as DynamoDB said/m,
    );
    assert.ok(proven.against.every((each) => each.includes(", if for-all-values-missing")));
    await assertReplayed(proven, breaches.slice(0, 20));
  });

  it("finds the grant that one of them breaks, says which, and replays it", async () => {
    const proven = await proofOf(withStatements(deployed, withContested(/^Allow(?!.*Through).*OfConsumer/)));
    const broken = proven.proof.findings.filter(({ readings }) => readings !== undefined);
    assert.ok(broken.length > 0);
    assert.ok(broken.every(({ kind }) => kind === "broken"));
    assert.match(proven.against.join("\n"), /^broken: workload .*owner\/tables\/ledger.*, if for-all-values-missing is read as fails/m);
    assert.deepEqual(proven.proof.unmet, []);
    await assertReplayed(proven, broken);
  });

  it("finds what a layer alone does under one of them, and replays it with that layer's document", async () => {
    const change = (_: string, statements: readonly Readonly<Record<string, unknown>>[]) =>
      statements.map(
        (each) => withContested(/^DenyLeavingTheOrganization$/)(each as unknown as StatementDocument) as unknown as typeof each,
      );
    const subject = await lineSubject(change);
    const findings = proveLayers(subject).findings.filter(({ readings }) => readings !== undefined);
    assert.deepEqual([...new Set(findings.map(({ kind, layer }) => `${kind}: ${layer}`))].sort(), [
      "breach: the service control policies of consumer",
      "breach: the service control policies of owner",
    ]);
    const documents = deployedPolicies(subject.world.deployed);
    for (const finding of findings) {
      assert.deepEqual(finding.readings, BY_READING);
      const { value: scenario } = readScenario(
        JSON.parse(JSON.stringify(layerScenarioOf(finding, ({ name }) => documents.get(name)?.document))),
      );
      assert.ok(scenario !== undefined);
      const surroundings = { now: subject.intended.now, catalogue: subject.catalogue };
      assert.ok(runScenario(scenario, surroundings, undefined).isAsExpected, finding.about);
      assert.equal(runScenario({ ...scenario, readings: undefined }, surroundings, undefined).isAsExpected, false);
    }
  });
});
