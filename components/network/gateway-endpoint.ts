import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface GatewayEndpoint {
  readonly name: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly routeTableIds: pulumi.Input<readonly string[]>;
  /** The endpoint's policy as JSON. */
  readonly policy: pulumi.Input<string>;
}

/**
 * The gateway endpoint by which DynamoDB is reached from a VPC. The service's name begins alike in every partition: the `cn.` of China's
 * interface endpoints is not part of its gateway endpoints' names.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html
 */
export function dynamodbGateway({ name, region, vpcId, routeTableIds, policy }: GatewayEndpoint): aws.ec2.VpcEndpointArgs {
  return {
    region,
    vpcId,
    serviceName: `com.amazonaws.${region}.dynamodb`,
    vpcEndpointType: "Gateway",
    routeTableIds: routeTableIds as pulumi.Input<string[]>,
    policy,
    tags: { Name: name },
  };
}
