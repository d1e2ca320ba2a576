import { CONSUMERS, consumers, consumersInventory } from "../../support/consumers.ts";
import { itIsProven } from "../../support/describe-fixture.ts";

const PROVING_MILLISECONDS = 600_000;

describe("consumers that are no workloads", function () {
  this.timeout(PROVING_MILLISECONDS);
  itIsProven({
    folder: CONSUMERS,
    files: consumers,
    inventory: consumersInventory,
    services: ["dynamodb", "kms", "secretsmanager", "sts"],
  });
});
