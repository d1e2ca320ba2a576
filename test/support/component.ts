import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ControlPlane, type Existing } from "../../control-plane/control-plane.ts";
import type { Partition } from "../../iam/arn.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { rehearsePrograms } from "../../rehearsal/rehearse-programs.ts";

/** One region of each partition. */
export const REGIONS: { readonly [P in Partition]: string } = { aws: "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };

export const ACCOUNT = "200000000002";
export const MANAGEMENT = "100000000001";

/** Everything that a component registers below itself in a partition where some things exist already, and the outputs that a test returns from it. */
export async function registered(
  partition: Partition,
  make: (options: pulumi.ComponentResourceOptions) => Record<string, unknown> | undefined,
  account = ACCOUNT,
  existing: readonly Existing[] = [],
): Promise<{ readonly children: readonly RehearsedResource[]; readonly outputs: Readonly<Record<string, unknown>> }> {
  const region = REGIONS[partition];
  const controlPlane = await ControlPlane.open();
  controlPlane.seed([
    {
      type: "aws:organizations/organization:Organization",
      account: MANAGEMENT,
      region,
      id: "o-componenttest",
      inputs: { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] },
      outputs: { roots: [{ id: "r-comp" }] },
    },
    {
      type: "aws:organizations/account:Account",
      account: MANAGEMENT,
      region,
      id: ACCOUNT,
      inputs: { name: "owner", email: "owner@acme.example" },
    },
    ...existing,
  ]);
  const rehearsal = await rehearsePrograms({
    project: "components",
    controlPlane,
    stacks: [
      {
        name: "test",
        dependsOn: [],
        account,
        region,
        program: () => {
          const provider = new aws.Provider("aws", { region: region as aws.Region, allowedAccountIds: [account] });
          return Promise.resolve(make({ provider }));
        },
      },
    ],
  });
  const [stack] = rehearsal.stacks;
  if (stack?.status !== "done") throw new Error(stack?.error ?? "the component was not made");
  return { children: rehearsal.resources.filter(({ type }) => !type.startsWith("pulumi:")), outputs: stack.outputs };
}

/** Type and name of each, as `ec2/vpc Vpc name`, sorted. */
export const listed = (resources: readonly RehearsedResource[]): string[] => resources.map(({ type, name }) => `${type} ${name}`).sort();
