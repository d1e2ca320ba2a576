import type { Properties } from "../../../control-plane/properties.ts";
import { make, type Wanted } from "../test-plane.ts";
import { type RefusalCase, twins } from "./refusal-case.ts";
import { GROUP, type Ids, network, SUBNET } from "./two-networks.ts";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

function subnet({ vpcId }: Ids, inputs: Properties): Wanted {
  return { type: SUBNET, inputs: { vpcId, cidrBlock: "10.20.48.0/20", ...inputs } };
}

export const NETWORK_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a VPC larger than /16",
    code: "InvalidVpc.Range",
    says: /10\.0\.0\.0\/15/,
    ...twins("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/15" }, { cidrBlock: "10.0.0.0/16" }),
  },
  {
    fact: "a subnet of a VPC that does not exist",
    code: "InvalidVpcID.NotFound",
    says: /vpc-none/,
    given: network,
    refused: (ids) => subnet(ids, { vpcId: "vpc-none" }),
    accepted: (ids) => subnet(ids, {}),
  },
  {
    fact: "a subnet outside its VPC",
    code: "InvalidSubnet.Range",
    says: /10\.21\.0\.0\/20/,
    given: network,
    refused: (ids) => subnet(ids, { cidrBlock: "10.21.0.0/20" }),
    accepted: (ids) => subnet(ids, { cidrBlock: "10.20.64.0/20" }),
  },
  {
    fact: "a subnet smaller than AWS makes them",
    code: "InvalidSubnet.Range",
    says: /10\.20\.64\.0\/29/,
    given: network,
    refused: (ids) => subnet(ids, { cidrBlock: "10.20.64.0/29" }),
    accepted: (ids) => subnet(ids, { cidrBlock: "10.20.64.0/28" }),
  },
  {
    fact: "a subnet that overlaps another",
    code: "InvalidSubnet.Conflict",
    says: /conflicts with another subnet/,
    given: network,
    refused: (ids) => subnet(ids, { cidrBlock: "10.20.8.0/21" }),
    accepted: (ids) => subnet(ids, { cidrBlock: "10.20.48.0/21" }),
  },
  {
    fact: "a subnet in a zone of another region",
    code: "InvalidParameterValue",
    says: /eu-central-1a/,
    given: network,
    refused: (ids) => subnet(ids, { availabilityZone: "eu-central-1a" }),
    accepted: (ids) => subnet(ids, { availabilityZone: "eu-west-1a" }),
  },
  {
    fact: "a route table association of a subnet that has one",
    code: "Resource.AlreadyAssociated",
    says: /already exists/,
    given: (plane) => {
      const ids = network(plane);
      make(plane, { type: ASSOCIATION, name: "first", inputs: { subnetId: ids["subnet"], routeTableId: ids["table"] } });
      return ids;
    },
    refused: ({ subnet: subnetId, table }) => ({ type: ASSOCIATION, inputs: { subnetId, routeTableId: table } }),
    accepted: ({ neighbour, table }) => ({ type: ASSOCIATION, inputs: { subnetId: neighbour, routeTableId: table } }),
  },
  {
    fact: "a second internet gateway of one VPC",
    code: "Resource.AlreadyAssociated",
    says: /internet gateway already/,
    given: (plane) => {
      const ids = network(plane);
      make(plane, { type: "aws:ec2/internetGateway:InternetGateway", name: "first", inputs: { vpcId: ids["vpcId"] } });
      return ids;
    },
    refused: ({ vpcId }) => ({ type: "aws:ec2/internetGateway:InternetGateway", inputs: { vpcId } }),
    accepted: ({ other }) => ({ type: "aws:ec2/internetGateway:InternetGateway", inputs: { vpcId: other } }),
  },
  {
    fact: "a route to an internet gateway that does not exist",
    code: "InvalidGatewayID.NotFound",
    says: /igw-none/,
    given: (plane) => {
      const ids = network(plane);
      const made = make(plane, { type: "aws:ec2/internetGateway:InternetGateway", name: "first", inputs: { vpcId: ids["vpcId"] } });
      return { ...ids, gateway: made.id };
    },
    refused: ({ table }) => ({
      type: "aws:ec2/route:Route",
      inputs: { routeTableId: table, destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-none" },
    }),
    accepted: ({ table, gateway: gatewayId }) => ({
      type: "aws:ec2/route:Route",
      inputs: { routeTableId: table, destinationCidrBlock: "0.0.0.0/0", gatewayId },
    }),
  },
  {
    fact: "a second security group of the same name in one VPC",
    code: "InvalidGroup.Duplicate",
    says: /endpoints/,
    given: network,
    refused: ({ vpcId }) => ({ type: GROUP, inputs: { vpcId, name: "endpoints" } }),
    accepted: ({ vpcId }) => ({ type: GROUP, inputs: { vpcId, name: "callers" } }),
  },
  {
    fact: "a security group rule with two sources",
    code: "InvalidParameterCombination",
    says: /exactly one of/,
    given: network,
    refused: ({ group }) => ingress(group, { cidrIpv4: "10.20.0.0/16", referencedSecurityGroupId: group }),
    accepted: ({ group }) => ingress(group, { cidrIpv4: "10.20.0.0/16" }),
  },
];

function ingress(group: string | undefined, source: Properties): Wanted {
  return {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs: { securityGroupId: group, ipProtocol: "tcp", fromPort: 443, toPort: 443, ...source },
  };
}
