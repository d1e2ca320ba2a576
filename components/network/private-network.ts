import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { dynamodbGateway } from "./gateway-endpoint.ts";
import { subnetRanges } from "./subnet-ranges.ts";

export interface PrivateNetworkArgs {
  readonly region: string;
  /** Range of the VPC, /16 to /26; each zone's subnet takes a quarter of it. */
  readonly cidr: string;
  /** Names of one to three availability zones. */
  readonly availabilityZones: readonly string[];
  /** Policy of the DynamoDB endpoint as JSON. */
  readonly dynamodbEndpointPolicy: pulumi.Input<string>;
}

/**
 * A VPC without a way to or from the internet, and a gateway endpoint by which DynamoDB is reached from all its subnets.
 * Subnets keep their ranges when zones are added.
 */
export class PrivateNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly dynamodbEndpointId: pulumi.Output<string>;

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:network:PrivateNetwork", name, {}, opts);
    const ranges = subnetRanges(args.cidr, args.availabilityZones.length);
    const vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        region: args.region,
        cidrBlock: args.cidr,
        availabilityZoneNames: [...args.availabilityZones],
        natGateways: { strategy: "None" },
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Isolated", cidrBlocks: ranges }],
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: name },
      },
      { parent: this },
    );
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}-dynamodb`,
      dynamodbGateway({
        name: `${name}-dynamodb`,
        region: args.region,
        vpcId: vpc.vpcId,
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
        policy: args.dynamodbEndpointPolicy,
      }),
      { parent: this },
    );
    this.vpcId = vpc.vpcId;
    this.dynamodbEndpointId = endpoint.id;
    this.registerOutputs({ vpcId: this.vpcId, dynamodbEndpointId: this.dynamodbEndpointId });
  }
}
