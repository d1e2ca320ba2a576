import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { asList, type PolicyDocument, type StatementDocument } from "../../../proof/engine/policy-document.ts";
import { decideGrants } from "../../../proof/questions/grant-decisions.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { noticeMutants } from "../../../proof/verdict/notice-mutants.ts";
import { CLUSTERS, clusters } from "../../support/clusters.ts";
import { foundIn } from "../../support/found-in.ts";
import { type Deployed, deploy, proofOf, withStatements } from "../../support/proof.ts";
import { NOW } from "../../support/sample.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";
import { unnoticedIn } from "../../support/unnoticed.ts";

const PROVING_MILLISECONDS = 600_000;

describe("pods that run in several clusters", function () {
  this.timeout(PROVING_MILLISECONDS);
  let deployed: Deployed;
  let catalogue: Catalogue;

  before(async () => {
    deployed = await deploy(clusters);
    catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
  });

  const organization = () => organizationOf(planOf(deployed.declaration), deployed, deployed.existing);
  const subjectOf = ({ declaration, resources, existing }: Deployed) =>
    proofSubject(declaration, organizationOf(planOf(declaration), { resources }, existing));

  describeScenarios("pods.json", readFileSync(path.join(CLUSTERS, "pods.json"), "utf8"), (scenario) =>
    runScenario(scenario, { now: NOW, catalogue }, organization().world),
  );

  it("may do what is declared, and nothing else", async () => {
    const { against, proof } = await proofOf(deployed);
    assert.deepEqual(against, []);
    assert.ok(proof.classes > 0);
  });

  it("are kept to that by every statement and condition of their roles' trust", async () => {
    const subject = await subjectOf(deployed);
    const isTrust = ({ Statement: statements }: PolicyDocument) =>
      asList(statements).every(({ Resource: resource }) => resource === undefined);
    const judged = noticeMutants(subject, (_, { document }) => isTrust(document));
    assert.ok(judged.length > 0);
    assert.deepEqual(unnoticedIn(judged), []);
  });

  const isOfInvoicerInGreen = ({ Sid: sid = "" }: StatementDocument) => sid.startsWith("TrustInvoicerOfPodsInGreen");

  it("are missed where the owner's role does not trust one of the clusters", async () => {
    const lacking = withStatements(deployed, (statement) => (isOfInvoicerInGreen(statement) ? undefined : statement));
    const { layers } = await foundIn(lacking);
    assert.deepEqual(layers.length, 1, layers.join("\n"));
    assert.match(layers.join(), /the pod's own token/);
  });

  it("are told from those of a third cluster with the same service account, which a trust of its issuer would let in", async () => {
    const [green, red] = ["9DDC865BB0BDA56B81BD6DF25F16ED69", "1D6EDAF3C483C1E200EC6A63DD6D4BA4"];
    const opened = withStatements(deployed, (statement) =>
      isOfInvoicerInGreen(statement) ? (JSON.parse(JSON.stringify(statement).replaceAll(green, red)) as StatementDocument) : statement,
    );
    const { whole } = await foundIn(opened);
    assert.ok(
      whole.includes("breach: token takes-role owner/access/pods/invoicer: a token of another pod, cluster or audience"),
      whole.join("\n"),
    );
  });

  it("are asked about in each of their clusters", () => {
    const { plan, world } = organization();
    const taking = decideGrants(plan, world, { now: NOW, catalogue }).flatMap(({ id, decisions }) =>
      decisions
        .filter(({ question, request }) => question === "declared" && request.action === "sts:AssumeRoleWithWebIdentity")
        .map(({ explanation }) => [id, explanation?.decision]),
    );
    const ofInvoicer = ["owner/tables/invoices/sharedWith/pods/invoicer", "allowed"];
    assert.deepEqual(taking, [ofInvoicer, ofInvoicer, ["owner/tables/invoices/sharedWith/pods/watcher", "allowed"]]);
  });
});
