import assert from "node:assert/strict";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { DEPLOY_ROLES, deployRoles } from "../../support/deploy-roles.ts";
import { itIsProven } from "../../support/describe-fixture.ts";

const PROVING_MILLISECONDS = 600_000;

describe("deploy roles that accounts name", function () {
  this.timeout(PROVING_MILLISECONDS);
  const fixture = itIsProven({ folder: DEPLOY_ROLES, files: deployRoles, services: ["dynamodb", "kms", "iam", "sts"] });

  it("are bound by each layer alone as it is meant, at a unit and at accounts below it", async () => {
    const { deployed, organization } = fixture();
    const { findings } = proveLayers(await proofSubject(deployed.declaration, organization));
    assert.deepEqual(
      findings.map(({ kind, about }) => `${kind}: ${about}`),
      [],
    );
  });
});
