import assert from "node:assert/strict";
import { endpointServiceName, hasPrivateDns, INTERFACE_SERVICES } from "../../iam/endpoint-service.ts";

const namesIn = (region: string): string[] =>
  ["dynamodb" as const, ...INTERFACE_SERVICES].map((service) => endpointServiceName(service, region));

describe("the names of services behind VPC endpoints", () => {
  it("begin alike outside of China", () => {
    for (const region of ["eu-west-1", "us-gov-west-1"]) {
      assert.deepEqual(
        namesIn(region),
        ["dynamodb", "dynamodb-streams", "kms", "secretsmanager", "sts"].map((service) => `com.amazonaws.${region}.${service}`),
      );
    }
  });

  it("differ by service in China", () => {
    for (const region of ["cn-north-1", "cn-northwest-1"]) {
      assert.deepEqual(
        namesIn(region).filter((name) => name.startsWith("cn.")),
        [`cn.com.amazonaws.${region}.sts`],
      );
    }
  });

  it("are no names of regions that do not exist", () => {
    assert.throws(() => endpointServiceName("kms", "Ireland"), /region: not a region/);
  });

  it("are found by private DNS, but for streams", () => {
    assert.deepEqual(
      INTERFACE_SERVICES.filter((service) => !hasPrivateDns(service)),
      ["dynamodb-streams"],
    );
  });
});
