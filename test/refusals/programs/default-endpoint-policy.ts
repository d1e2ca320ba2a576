import * as aws from "@pulumi/aws";
import type { LayerContext } from "../../../stacks/wiring/layer.ts";

export const layer = "foundation";

/** An endpoint that carries traffic to the tables of any organization. */
export function program({ provider, stack }: LayerContext): void {
  if (stack !== "foundation.owner") return;
  const vpc = new aws.ec2.Vpc("side", { cidrBlock: "10.9.0.0/16" }, { provider });
  new aws.ec2.VpcEndpoint("side", { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.dynamodb" }, { provider });
}
