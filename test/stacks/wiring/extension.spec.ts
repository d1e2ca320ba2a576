import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { resourcesJson } from "../../../rehearsal/resources-json.ts";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";
import { named, rehearseLine } from "../../support/line.ts";

describe("a hand-written extension, rehearsed", () => {
  it("shows a secret value nowhere", async () => {
    const value = "correct horse battery staple";
    const extension = ({ provider, stack }: LayerContext) => {
      if (stack !== "data.owner") return undefined;
      const parameter = new aws.ssm.Parameter("token", { name: "/token", type: "SecureString", value: pulumi.secret(value) }, { provider });
      return { token: parameter.value };
    };
    const rehearsal = await rehearseLine({ extensions: { data: extension } });
    assert.equal(named(rehearsal, "data.owner", "token").inputs["value"], "[secret]");
    assert.ok(![...resourcesJson(rehearsal)].join("").includes(value));
    assert.ok(!JSON.stringify(rehearsal.stacks).includes(value));
  });

  it("is refused where it names no provider, as Pulumi.yaml has it, instead of reaching whatever account the shell opens", async () => {
    const extension = ({ stack }: LayerContext) => {
      if (stack === "data.owner") new aws.sqs.Queue("jobs", { name: "jobs" });
    };
    const { refusals } = await rehearseLine({ extensions: { data: extension } });
    assert.deepEqual(
      refusals.map(({ stack, code, remedy }) => [stack, code, remedy]),
      [["data.owner", "DefaultProviderDisabled", "give the resource or its parent a provider"]],
    );
    assert.match(readFileSync("Pulumi.yaml", "utf8"), /^ {2}pulumi:disable-default-providers:\n {4}value: \[aws\]$/m);
  });

  it("is passed through and named where its type is not modelled", async () => {
    const extension = ({ provider, stack }: LayerContext) => {
      if (stack === "data.owner") new aws.sqs.Queue("jobs", { name: "jobs" }, { provider });
    };
    const { unmodelled, stacks } = await rehearseLine({ extensions: { data: extension } });
    assert.ok(stacks.every(({ status }) => status === "done"));
    assert.deepEqual(unmodelled, [
      { stack: "data.owner", type: "aws:sqs/queue:Queue", urn: "urn:pulumi:data.owner::palisade::aws:sqs/queue:Queue::jobs" },
    ]);
  });

  it("is refused as AWS would refuse it, with code, URN and remedy, and stops only what depends on it", async () => {
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000001:role/nobody" }, Action: "sts:AssumeRole" }],
    });
    const extension = ({ provider, stack }: LayerContext) => {
      if (stack === "foundation.owner") new aws.iam.Role("other", { name: "other", assumeRolePolicy: trust }, { provider });
    };
    const { refusals, stacks } = await rehearseLine({ extensions: { foundation: extension } });
    assert.deepEqual(
      refusals.map(({ stack, urn, code }) => ({ stack, urn, code })),
      [
        {
          stack: "foundation.owner",
          urn: "urn:pulumi:foundation.owner::palisade::aws:iam/role:Role::other",
          code: "MalformedPolicyDocument",
        },
      ],
    );
    assert.notEqual(refusals[0]?.remedy, "");
    const statuses = Object.fromEntries(stacks.map(({ name, status }) => [name, status]));
    assert.equal(statuses["foundation.owner"], "failed");
    assert.equal(statuses["data.owner"], "skipped");
    assert.equal(statuses["perimeter.consumer"], "done");
  });
});
