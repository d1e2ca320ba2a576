import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import { load } from "../../../model/checks/load.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { decideGrants } from "../../../proof/questions/grant-decisions.ts";
import { rehearseSharing, sharingFiles } from "../../stacks/sharing.ts";
import { NOW } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 60_000;

const PLACES = {
  aws: { home: "eu-west-1", other: "us-east-1" },
  "aws-cn": { home: "cn-north-1", other: "cn-northwest-1" },
  "aws-us-gov": { home: "us-gov-west-1", other: "us-gov-east-1" },
};

describe("decisions about what is declared, by partition", () => {
  for (const [partition, regions] of Object.entries(PLACES)) {
    it(`are all as declared in ${partition}, a sensitive table with replicas and its keys among them`, async function () {
      this.timeout(REHEARSING_MILLISECONDS);
      const files = new Map(sharingFiles(regions));
      const data = files.get("accounts/owner/data.yaml") ?? "";
      const sensitive = data.replace("    stream: new-and-old-images\n", "    stream: new-and-old-images\n    classification: sensitive\n");
      assert.notEqual(sensitive, data);
      files.set("accounts/owner/data.yaml", sensitive);
      const { declaration } = load(files, { now: NOW });
      assert.ok(declaration !== undefined);

      const [catalogue, rehearsal] = await Promise.all([
        loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]),
        rehearseSharing(files),
      ]);
      assert.deepEqual(rehearsal.refusals, []);
      const { plan, world } = organizationOf(planOf(declaration), rehearsal);
      const decisions = decideGrants(plan, world, { now: NOW, catalogue }).flatMap((grant) => grant.decisions);
      assert.ok(decisions.some(({ explanation }) => explanation?.others.some(({ asked }) => asked.action === "kms:Decrypt") === true));
      assert.deepEqual(
        decisions.filter(({ isAsDeclared }) => !isAsDeclared).map(({ request }) => request),
        [],
      );
    });
  }
});
