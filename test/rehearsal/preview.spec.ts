import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { UNKNOWN } from "../../control-plane/properties.ts";
import { newPlane } from "../control-plane/test-plane.ts";
import { fullName, only, outcomeOf, parameter, REGION, rehearseToys, resourceOf, role, toy } from "./toy.ts";

const producer = toy("producer", () => ({ arn: role("api").arn }));
const preview = true;

describe("a preview", () => {
  it("makes nothing and shows what AWS gives only later as unknown", async () => {
    const controlPlane = newPlane();
    const before = controlPlane.journal().length;
    const rehearsal = await rehearseToys([producer], { preview, controlPlane });
    const made = resourceOf(rehearsal, "aws:iam/role:Role");
    assert.deepEqual([made.id, made.inputs["name"], made.outputs["arn"]], ["", "api", UNKNOWN]);
    assert.deepEqual(outcomeOf(rehearsal, "producer").outputs, { arn: UNKNOWN });
    assert.equal(controlPlane.journal().length, before);
  });

  it("carries the unknown into what is made of it", async () => {
    const rehearsal = await rehearseToys(
      [
        toy(
          "one",
          only(() => parameter("of-role", pulumi.interpolate`arn=${role("api").arn}`)),
        ),
      ],
      { preview },
    );
    assert.equal(outcomeOf(rehearsal, "one").status, "done");
    assert.equal(resourceOf(rehearsal, "aws:ssm/parameter:Parameter").inputs["insecureValue"], UNKNOWN);
  });

  it("shows the children of awsx.ec2.Vpc and lets a program use them", async () => {
    const rehearsal = await rehearseToys(
      [
        toy("one", () => {
          const vpc = new awsx.ec2.Vpc("net", {
            cidrBlock: "10.20.0.0/16",
            availabilityZoneNames: [`${REGION}a`],
            natGateways: { strategy: "None" },
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Isolated", cidrMask: 20 }],
          });
          const tables = vpc.routeTables.apply((all) => pulumi.all(all.map((table) => table.id)));
          const routeTableIds = tables;
          const serviceName = `com.amazonaws.${REGION}.dynamodb`;
          return { id: new aws.ec2.VpcEndpoint("e", { vpcId: vpc.vpcId, serviceName, routeTableIds }).id, tables };
        }),
      ],
      { preview },
    );
    assert.deepEqual(rehearsal.refusals, []);
    const { inputs } = resourceOf(rehearsal, "aws:ec2/vpcEndpoint:VpcEndpoint");
    assert.deepEqual(inputs, { vpcId: UNKNOWN, serviceName: `com.amazonaws.${REGION}.dynamodb`, routeTableIds: UNKNOWN });
    assert.deepEqual(outcomeOf(rehearsal, "one").outputs, { id: UNKNOWN, tables: UNKNOWN });
  });

  it("shows a resource with an unknown id as unknown", async () => {
    const program = () => ({ arn: aws.iam.Role.get("read", role("api").id).arn });
    const rehearsal = await rehearseToys([toy("one", program)], { preview });
    assert.deepEqual(outcomeOf(rehearsal, "one").outputs, { arn: UNKNOWN });
  });

  it("finds no output of a stack that has none yet, which a program may stand in for with the unknown", async () => {
    const details: unknown[] = [];
    const consumer = toy(
      "consumer",
      async () => {
        const reference = new pulumi.StackReference(fullName("producer"));
        const { value } = (await reference.getOutputDetails("arn")) as { readonly value?: string };
        details.push(value);
        const arn = pulumi.output(value ?? (unknown as string));
        return { id: parameter("of-role", arn).id };
      },
      { dependsOn: ["producer"] },
    );
    const rehearsal = await rehearseToys([producer, consumer], { preview });
    assert.deepEqual(details, [undefined]);
    assert.equal(resourceOf(rehearsal, "aws:ssm/parameter:Parameter").inputs["insecureValue"], UNKNOWN);
    assert.deepEqual(
      rehearsal.stacks.map(({ status }) => status),
      ["done", "done"],
    );
  });

  it("finds the outputs of the last deployment, the secrets among them as secrets", async () => {
    const consumer = toy(
      "consumer",
      () => {
        const reference = new pulumi.StackReference(fullName("producer"));
        return { arn: reference.requireOutput("arn"), key: reference.requireOutput("key") };
      },
      { dependsOn: ["producer"] },
    );
    const previous = { producer: { outputs: { arn: "arn:old", key: "correct horse" }, secretOutputs: ["key"] } };
    const rehearsal = await rehearseToys([producer, consumer], { preview, previous });
    assert.deepEqual(outcomeOf(rehearsal, "consumer").outputs, { arn: "arn:old", key: "[secret]" });
  });
});
