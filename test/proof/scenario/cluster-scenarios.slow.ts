import assert from "node:assert/strict";
import { asList, type PolicyDocument, type StatementDocument } from "../../../proof/engine/policy-document.ts";
import { decideGrants } from "../../../proof/questions/grant-decisions.ts";
import { CLUSTERS, clusters } from "../../support/clusters.ts";
import { itIsProven } from "../../support/describe-fixture.ts";
import { foundIn } from "../../support/found-in.ts";
import { withStatements } from "../../support/proof.ts";
import { NOW } from "../../support/sample.ts";

const PROVING_MILLISECONDS = 600_000;

describe("pods that run in several clusters", function () {
  this.timeout(PROVING_MILLISECONDS);
  const isTrust = ({ Statement: statements }: PolicyDocument) =>
    asList(statements).every(({ Resource: resource }) => resource === undefined);
  const fixture = itIsProven({
    folder: CLUSTERS,
    files: clusters,
    services: ["dynamodb", "kms", "secretsmanager", "sts"],
    isTaken: (_, { document }) => isTrust(document),
  });

  const isOfInvoicerInGreen = ({ Sid: sid = "" }: StatementDocument) => sid.startsWith("TrustInvoicerOfPodsInGreen");

  it("are missed where the owner's role does not trust one of the clusters", async () => {
    const lacking = withStatements(fixture().deployed, (statement) => (isOfInvoicerInGreen(statement) ? undefined : statement));
    const { layers } = await foundIn(lacking);
    assert.deepEqual(layers.length, 1, layers.join("\n"));
    assert.match(layers.join(), /the pod's own token/);
  });

  it("are told from those of a third cluster with the same service account, which a trust of its issuer would let in", async () => {
    const [green, red] = ["9DDC865BB0BDA56B81BD6DF25F16ED69", "1D6EDAF3C483C1E200EC6A63DD6D4BA4"];
    const opened = withStatements(fixture().deployed, (statement) =>
      isOfInvoicerInGreen(statement) ? (JSON.parse(JSON.stringify(statement).replaceAll(green, red)) as StatementDocument) : statement,
    );
    const { whole } = await foundIn(opened);
    assert.ok(
      whole.includes("breach: token takes-role owner/access/pods/invoicer: a token of another pod, cluster or audience"),
      whole.join("\n"),
    );
  });

  it("are asked about in each of their clusters", () => {
    const { organization, catalogue } = fixture();
    const { plan, world } = organization;
    const taking = decideGrants(plan, world, { now: NOW, catalogue }).flatMap(({ id, decisions }) =>
      decisions
        .filter(({ question, request }) => question === "declared" && request.action === "sts:AssumeRoleWithWebIdentity")
        .map(({ explanation }) => [id, explanation?.decision]),
    );
    const ofInvoicer = ["owner/tables/invoices/sharedWith/pods/invoicer", "allowed"];
    assert.deepEqual(taking, [ofInvoicer, ofInvoicer, ["owner/tables/invoices/sharedWith/pods/watcher", "allowed"]]);
  });
});
