import assert from "node:assert/strict";
import { serviceNames } from "../../iam/catalogue-source.ts";
import { isServicePrincipal, nearestServicePrincipal, servicePrefixes } from "../../iam/service-principals.ts";

describe("service principals", () => {
  it("cover every service of AWS's service authorization reference", async () => {
    assert.deepEqual(servicePrefixes, [...(await serviceNames())].sort());
  });

  for (const name of [
    "lambda.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "ecs-tasks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "logs.eu-west-1.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "replication.dynamodb.amazonaws.com",
    "states.us-gov-west-1.amazonaws.com",
    "dynamodb.application-autoscaling.amazonaws.com",
  ]) {
    it(`know ${name}`, () => assert.ok(isServicePrincipal(name)));
  }

  for (const name of [
    "",
    "lambda",
    "lambda.amazonaws.org",
    "lamda.amazonaws.com",
    "Lambda.amazonaws.com",
    "eks-pods.amazonaws.com",
    "*.amazonaws.com",
    "lambda..amazonaws.com",
  ]) {
    it(`do not know ${JSON.stringify(name)}`, () => assert.ok(!isServicePrincipal(name)));
  }

  it("suggest the nearest", () => {
    assert.equal(nearestServicePrincipal("lamda.amazonaws.com"), "lambda.amazonaws.com");
    assert.equal(nearestServicePrincipal("zzzzzzzzzzzzzzz.amazonaws.com"), undefined);
  });
});
