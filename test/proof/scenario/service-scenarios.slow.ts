import { itIsProven } from "../../support/describe-fixture.ts";
import { SERVICES, services } from "../../support/services.ts";

const PROVING_MILLISECONDS = 600_000;

describe("workloads of other services", function () {
  this.timeout(PROVING_MILLISECONDS);
  itIsProven({ folder: SERVICES, files: services, services: ["dynamodb", "kms", "secretsmanager", "sts"] });
});
