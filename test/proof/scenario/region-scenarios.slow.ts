import assert from "node:assert/strict";
import { itIsProven } from "../../support/describe-fixture.ts";
import { foundIn } from "../../support/found-in.ts";
import { REGIONS, regions } from "../../support/regions.ts";

const PROVING_MILLISECONDS = 600_000;

describe("tables with replicas in other regions of their account", function () {
  this.timeout(PROVING_MILLISECONDS);
  const fixture = itIsProven({ folder: REGIONS, files: regions, services: ["dynamodb", "kms", "iam", "sts"] });

  it("have policies that do by themselves what they are for", async () => {
    assert.deepEqual((await foundIn(fixture().deployed)).layers, []);
  });
});
