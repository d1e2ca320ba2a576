import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ControlPlane } from "../control-plane/control-plane.ts";
import type { StackProgram } from "../rehearsal/rehearsal.ts";
import { rehearse } from "../rehearsal/rehearse.ts";
import { report } from "./measure.ts";

// Each stack: the stack itself, a provider, a component, a reference but for the first of a chain, and for each unit five resources.
const UNITS = 5;
const CHAIN = 4;

// What the SDK spends on traces is no part of what is measured; `node --stack-trace-limit=0` does the same.
Error.stackTraceLimit = 0;
const stacks = Array.from({ length: Number(process.argv[2]) }, (_, index) => syntheticStack(index));
const controlPlane = await ControlPlane.open();

await report(async () => {
  const { resources, refusals } = await rehearse({ project: "bench", stacks, controlPlane });
  if (refusals[0] !== undefined) throw new Error(`${refusals[0].urn}: ${refusals[0].message}`);
  return { stacks: stacks.length, resources: resources.length };
});

function syntheticStack(index: number): StackProgram {
  const upstream = index % CHAIN === 0 ? undefined : `stack-${(index - 1).toString()}`;
  const account = (200_000_000_000 + index).toString();
  return {
    name: `stack-${index.toString()}`,
    dependsOn: upstream === undefined ? [] : [upstream],
    account,
    region: "eu-west-1",
    program: async () => {
      const reference = upstream === undefined ? undefined : new pulumi.StackReference(`organization/bench/${upstream}`);
      const handedOn: unknown = await reference?.getOutputValue("tables");
      const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: [account] });
      const component = new pulumi.ComponentResource("bench:data:Store", "store", {}, { provider });
      const tables = Array.from({ length: UNITS }, (_, unit) => unitOf(component, unit, handedOn));
      return { tables: pulumi.all(tables.map((table) => table.arn)) };
    },
  };
}

/** A table with its key, and a role with a policy that may read it. */
function unitOf(parent: pulumi.Resource, unit: number, handedOn: unknown): aws.dynamodb.Table {
  const name = `unit-${unit.toString()}`;
  const inside = { parent };
  const key = new aws.kms.Key(name, { description: name, enableKeyRotation: true }, inside);
  new aws.kms.Alias(name, { name: `alias/${name}`, targetKeyId: key.keyId }, inside);
  const table = new aws.dynamodb.Table(
    name,
    {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      tags: { upstream: JSON.stringify(handedOn ?? []).slice(0, 200) },
    },
    inside,
  );
  const trust = statement({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  const role = new aws.iam.Role(name, { name, assumeRolePolicy: trust }, inside);
  const policy = table.arn.apply((arn) => statement({ Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: arn }));
  new aws.iam.RolePolicy(name, { name, role: role.name, policy }, inside);
  return table;
}

function statement(only: Record<string, unknown>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [only] });
}
