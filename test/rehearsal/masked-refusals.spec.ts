import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { OWNER } from "../control-plane/test-plane.ts";
import { LAMBDA_MAY_ASSUME, rehearseToys, role, toy } from "./toy.ts";

describe("a refusal", () => {
  it("shows no secret of the inputs that are refused", async () => {
    const secret = "correct-horse-battery!";
    const broken = toy("broken", () => {
      new aws.iam.Role("role", { name: pulumi.secret(secret), assumeRolePolicy: LAMBDA_MAY_ASSUME });
      return undefined;
    });
    const rehearsal = await rehearseToys([broken]);
    assert.match(rehearsal.refusals[0]?.message ?? "", /a name that AWS does not take, got "\[secret\]"/);
    assert.doesNotMatch(JSON.stringify(rehearsal), new RegExp(secret));
  });

  it("shows no secret that names another resource without an edge", async () => {
    const broken = toy("broken", () => {
      const { account } = OWNER;
      role("api");
      new aws.ssm.Parameter("copy", { name: "/copy", type: "String", value: `arn:aws:iam::${account}:role/api` });
      return undefined;
    });
    const { refusals } = await rehearseToys([broken]);
    assert.match(
      refusals[0]?.message ?? "",
      /^value contains \[secret\], which belongs to urn:pulumi:broken::toys::aws:iam\/role:Role::api,/,
    );
  });
});
