import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, type Partition } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { allow } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";

/** Where a workload runs that AWS itself gives its role to. */
export type Compute = "ec2" | "lambda" | "ecs";

export type WorkloadRoleArgs = {
  readonly partition: Partition;
  readonly roleName: string;
  /** IAM path without slashes at its ends. */
  readonly path: string;
} & (
  | { readonly runsOn: Compute }
  | {
      readonly runsOn: "service";
      /** Principal of the service that takes the role for what it runs. */
      readonly service: string;
    }
  | {
      readonly runsOn: "eks" | "ci";
      /** Trust in the tokens of the pods, or of the CI job, as JSON. */
      readonly trust: pulumi.Input<string>;
    }
);

/** The service that takes the role for the workload. */
const SERVICES: { readonly [C in Compute]: string } = {
  ec2: "ec2.amazonaws.com",
  lambda: "lambda.amazonaws.com",
  ecs: "ecs-tasks.amazonaws.com",
};

/**
 * AWS managed policies without which the workload cannot run: a function in a VPC makes network interfaces.
 * Lambda developer guide, "Execution role permissions".
 */
const NEEDED: { readonly [C in WorkloadRoleArgs["runsOn"]]: readonly string[] } = {
  ec2: [],
  lambda: ["AWSLambdaVPCAccessExecutionRole"],
  ecs: [],
  eks: [],
  service: [],
  ci: [],
};

/** A workload's own role, without any rights to data; those come from the grants. On EC2 with the instance profile that carries it. */
export class WorkloadRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly uniqueId: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: WorkloadRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:identity:WorkloadRole", name, {}, opts);
    const path = `/${args.path}/`;
    const role = new aws.iam.Role(
      `${name}-role`,
      { name: args.roleName, path, assumeRolePolicy: "trust" in args ? args.trust : trustOf(takerOf(args)) },
      { parent: this, deleteBeforeReplace: true },
    );
    for (const policy of NEEDED[args.runsOn]) {
      const policyArn = managedPolicyArn({ partition: args.partition, accountId: "aws", path: "service-role", name: policy });
      new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, { parent: this });
    }
    if (args.runsOn === "ec2")
      new aws.iam.InstanceProfile(`${name}-profile`, { name: args.roleName, path, role: role.name }, { parent: this });
    this.arn = role.arn;
    this.uniqueId = role.uniqueId;
    this.roleName = role.name;
    this.registerOutputs({ arn: this.arn, uniqueId: this.uniqueId, roleName: this.roleName });
  }
}

const takerOf = (args: Exclude<WorkloadRoleArgs, { readonly trust: pulumi.Input<string> }>): string =>
  args.runsOn === "service" ? args.service : SERVICES[args.runsOn];

/** Whom the role trusts: the service that runs the workload. */
export function trustOf(service: string): string {
  const services = nonEmpty([service], "services");
  return render(trustPolicy([allow({ sid: "TrustTheServiceThatRunsTheWorkload", principals: { services }, actions: ["sts:AssumeRole"] })]));
}
