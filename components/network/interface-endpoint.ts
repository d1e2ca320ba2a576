import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { endpointServiceName, hasPrivateDns, type InterfaceService } from "../../iam/endpoint-service.ts";

export interface InterfaceEndpointArgs {
  readonly region: string;
  readonly service: InterfaceService;
  readonly vpcId: pulumi.Input<string>;
  /** Range of the VPC, from which calls are let in. */
  readonly cidr: string;
  /** One subnet in each zone that the endpoint stands in. */
  readonly subnetIds: pulumi.Input<readonly string[]>;
  /** Policy of the endpoint as JSON. */
  readonly policy: pulumi.Input<string>;
}

const HTTPS = 443;

/**
 * An interface endpoint, through which only the addresses of its VPC call one service of AWS by HTTPS. Clients find it by the
 * service's usual name where the service has a private one, and else by its own URL.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export class InterfaceEndpoint extends pulumi.ComponentResource {
  readonly endpointId: pulumi.Output<string>;
  /** `https://vpce-….<service>.<region>.vpce.amazonaws.com`, for all its zones. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: InterfaceEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:network:InterfaceEndpoint", name, {}, opts);
    const { region, service, vpcId, cidr, subnetIds, policy } = args;
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { region, vpcId, name, description: `Who may call ${service} through its endpoint`, tags: { Name: name } },
      { parent: this },
    );
    const callers = new aws.vpc.SecurityGroupIngressRule(
      `${name}-callers`,
      { region, securityGroupId: group.id, ipProtocol: "tcp", fromPort: HTTPS, toPort: HTTPS, cidrIpv4: cidr, tags: { Name: name } },
      { parent: this },
    );
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}-endpoint`,
      {
        region,
        vpcId,
        serviceName: endpointServiceName(service, region),
        vpcEndpointType: "Interface",
        subnetIds: subnetIds as pulumi.Input<string[]>,
        securityGroupIds: [group.id],
        privateDnsEnabled: hasPrivateDns(service),
        policy,
        tags: { Name: name },
      },
      // Once there is a private name, calls by the usual one arrive at the endpoint: it must not be closed to them.
      { parent: this, dependsOn: [callers] },
    );
    this.endpointId = endpoint.id;
    this.url = endpoint.dnsEntries.apply((entries) => `https://${regionalName(entries)}`);
    this.registerOutputs({ endpointId: this.endpointId, url: this.url });
  }
}

/**
 * The name for all zones, which AWS lists first. Throws where AWS names none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
export function regionalName(entries: readonly { readonly dnsName: string }[]): string {
  const [first] = entries;
  if (first === undefined) throw new Error("dnsEntries: AWS names none for the endpoint, got []; refresh the stack and deploy it again");
  return first.dnsName;
}
