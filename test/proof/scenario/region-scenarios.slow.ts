import assert from "node:assert/strict";
import { itIsProven } from "../../support/describe-fixture.ts";
import { REGIONS, regions } from "../../support/regions.ts";

const PROVING_MILLISECONDS = 600_000;

describe("tables with replicas in other regions of their account", function () {
  this.timeout(PROVING_MILLISECONDS);
  const fixture = itIsProven({ folder: REGIONS, files: regions, services: ["dynamodb", "kms", "iam", "sts"] });

  it("are made of resources of their own, each in its region, under its own key, after the table with its policies", () => {
    const { resources } = fixture().deployed;
    const replicas = resources.filter(({ type }) => type === "aws:dynamodb/tableReplica:TableReplica");
    const inWest = (arn: unknown) => String(arn).split(":")[3] === "eu-west-1";
    assert.deepEqual(
      replicas.map(({ name, region, outputs, inputs }) => [name, region, outputs["arn"], inWest(inputs["kmsKeyArn"])]),
      [
        ["table-orders-west-replica", "eu-west-1", "arn:aws:dynamodb:eu-west-1:300000000001:table/orders", true],
        ["table-patients-west-replica", "eu-west-1", "arn:aws:dynamodb:eu-west-1:300000000001:table/patients", true],
      ],
    );
    assert.deepEqual(
      resources.filter(({ type }) => type === "aws:cloudcontrol/resource:Resource").map(({ name }) => name),
      [],
    );
  });
});
