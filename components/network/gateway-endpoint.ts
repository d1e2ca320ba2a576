import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { endpointServiceName } from "../../iam/endpoint-service.ts";

export interface GatewayEndpoint {
  readonly name: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly routeTableIds: pulumi.Input<readonly string[]>;
  /** The endpoint's policy as JSON. */
  readonly policy: pulumi.Input<string>;
}

/**
 * The gateway endpoint by which DynamoDB is reached from a VPC. It carries tables, and no streams.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html
 */
export function dynamodbGateway({ name, region, vpcId, routeTableIds, policy }: GatewayEndpoint): aws.ec2.VpcEndpointArgs {
  return {
    region,
    vpcId,
    serviceName: endpointServiceName("dynamodb", region),
    vpcEndpointType: "Gateway",
    routeTableIds: routeTableIds as pulumi.Input<string[]>,
    policy,
    tags: { Name: name },
  };
}
