import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { INTERFACE_SERVICES, type InterfaceService } from "../../iam/endpoint-service.ts";
import { dynamodbGateway } from "./gateway-endpoint.ts";
import { InterfaceEndpoint } from "./interface-endpoint.ts";
import { subnetRanges } from "./subnet-ranges.ts";

export interface PrivateNetworkArgs {
  readonly region: string;
  /** Range of the VPC, /16 to /26; each zone's subnet takes a quarter of it. */
  readonly cidr: string;
  /** Names of one to three availability zones. */
  readonly availabilityZones: readonly string[];
  /** Policy of the DynamoDB endpoint as JSON. */
  readonly dynamodbEndpointPolicy: pulumi.Input<string>;
  /**
   * Policies as JSON of the interface endpoints, one for each service that is reached in every zone.
   *
   * @default there are none
   */
  readonly interfaceEndpointPolicies?: Readonly<Partial<Record<InterfaceService, pulumi.Input<string>>>>;
}

/**
 * A VPC without a way to or from the internet, a gateway endpoint by which DynamoDB is reached from all its subnets, and interface endpoints
 * for the services that are asked for. Subnets keep their ranges when zones are added.
 */
export class PrivateNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly dynamodbEndpointId: pulumi.Output<string>;
  /** What clients of DynamoDB Streams are given as its URL; undefined where there is no endpoint for it. */
  readonly streamsUrl: pulumi.Output<string> | undefined;

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
    const { region, cidr, interfaceEndpointPolicies: policies = {} } = args;
    const interfaces = new Map(
      INTERFACE_SERVICES.flatMap((service) => {
        const policy = policies[service];
        if (policy === undefined) return [];
        const place = { region, cidr, vpcId: vpc.vpcId, subnetIds: vpc.isolatedSubnetIds };
        return [[service, new InterfaceEndpoint(`${name}-${service}`, { ...place, service, policy }, { parent: this })] as const];
      }),
    );
    this.vpcId = vpc.vpcId;
    this.dynamodbEndpointId = endpoint.id;
    this.streamsUrl = interfaces.get("dynamodb-streams")?.url;
    this.registerOutputs({ vpcId: this.vpcId, dynamodbEndpointId: this.dynamodbEndpointId, streamsUrl: this.streamsUrl });
  }
}
