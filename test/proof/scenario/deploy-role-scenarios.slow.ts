import { DEPLOY_ROLES, deployRoles } from "../../support/deploy-roles.ts";
import { itIsProven } from "../../support/describe-fixture.ts";

const PROVING_MILLISECONDS = 600_000;

describe("deploy roles that accounts name", function () {
  this.timeout(PROVING_MILLISECONDS);
  itIsProven({ folder: DEPLOY_ROLES, files: deployRoles, services: ["dynamodb", "kms", "iam", "sts"] });
});
