import { itIsProven } from "../../support/describe-fixture.ts";
import { REGIONS, regions } from "../../support/regions.ts";

const PROVING_MILLISECONDS = 600_000;

describe("tables with replicas in other regions of their account", function () {
  this.timeout(PROVING_MILLISECONDS);
  itIsProven({ folder: REGIONS, files: regions, services: ["dynamodb", "kms", "iam", "sts"] });
});
