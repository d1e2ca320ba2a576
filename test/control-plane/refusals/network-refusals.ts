import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { make, OWNER, policy, vpc, type Wanted } from "../test-plane.ts";
import { type RefusalCase, twins } from "./refusal-case.ts";

const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const SERVICE = "com.amazonaws.eu-west-1.dynamodb";
const STREAMS = "com.amazonaws.eu-west-1.dynamodb-streams";
type Ids = Readonly<Record<string, string>>;

function network(plane: ControlPlane): Ids {
  const vpcId = make(plane, vpc("main", { enableDnsHostnames: true })).id;
  const other = make(plane, vpc("other", { cidrBlock: "10.21.0.0/16" })).id;
  return {
    vpcId,
    other,
    table: make(plane, { type: ROUTE_TABLE, name: "main", inputs: { vpcId } }).id,
    otherTable: make(plane, { type: ROUTE_TABLE, name: "other", inputs: { vpcId: other } }).id,
    subnet: make(plane, { type: SUBNET, name: "a", inputs: { vpcId, cidrBlock: "10.20.0.0/20", availabilityZone: "eu-west-1a" } }).id,
    neighbour: make(plane, { type: SUBNET, name: "a2", inputs: { vpcId, cidrBlock: "10.20.16.0/20", availabilityZone: "eu-west-1a" } }).id,
    distant: make(plane, { type: SUBNET, name: "b", inputs: { vpcId, cidrBlock: "10.20.32.0/20", availabilityZone: "eu-west-1b" } }).id,
    group: make(plane, { type: GROUP, name: "sg", inputs: { vpcId, name: "endpoints" } }).id,
    otherSubnet: make(plane, { type: SUBNET, name: "c", inputs: { vpcId: other, cidrBlock: "10.21.0.0/20" } }).id,
    otherGroup: make(plane, { type: GROUP, name: "sg2", inputs: { vpcId: other, name: "endpoints" } }).id,
  };
}

function subnet({ vpcId }: Ids, inputs: Properties): Wanted {
  return { type: SUBNET, inputs: { vpcId, cidrBlock: "10.20.48.0/20", ...inputs } };
}

function gateway({ vpcId, table }: Ids, inputs: Properties): Wanted {
  return { type: ENDPOINT, inputs: { vpcId, serviceName: SERVICE, routeTableIds: [table], ...inputs } };
}

function interfaceEndpoint({ vpcId, subnet: subnetId }: Ids, inputs: Properties): Wanted {
  return {
    type: ENDPOINT,
    inputs: { vpcId, serviceName: "com.amazonaws.eu-west-1.kms", vpcEndpointType: "Interface", subnetIds: [subnetId], ...inputs },
  };
}

function endpointPolicy(statement: Record<string, unknown>): string {
  return policy({ Effect: "Allow", Principal: "*", Action: "dynamodb:*", Resource: "*", ...statement });
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
    fact: "an endpoint with a route table that does not exist",
    code: "InvalidRouteTableID.NotFound",
    says: /rtb-none/,
    given: network,
    refused: (ids) => gateway(ids, { routeTableIds: ["rtb-none"] }),
    accepted: (ids) => gateway(ids, {}),
  },
  {
    fact: "an endpoint with a route table of another VPC",
    code: "InvalidParameter",
    says: /belongs to a different VPC/,
    given: network,
    refused: (ids) => gateway(ids, { routeTableIds: [ids["otherTable"]] }),
    accepted: (ids) => gateway(ids, {}),
  },
  {
    fact: "a second gateway endpoint on the same route table",
    code: "RouteAlreadyExists",
    says: /already has a route/,
    given: (plane) => {
      const ids = network(plane);
      make(plane, { ...gateway(ids, {}), name: "first" });
      return ids;
    },
    refused: (ids) => gateway(ids, {}),
    accepted: (ids) => gateway(ids, { serviceName: "com.amazonaws.eu-west-1.s3" }),
  },
  {
    fact: "a gateway endpoint of a service that has none",
    code: "InvalidParameter",
    says: /does not support type Gateway/,
    given: network,
    refused: (ids) => gateway(ids, { serviceName: "com.amazonaws.eu-west-1.dynamodb-streams" }),
    accepted: (ids) => interfaceEndpoint(ids, { serviceName: "com.amazonaws.eu-west-1.dynamodb-streams" }),
  },
  {
    fact: "an endpoint of a service that does not exist",
    code: "InvalidServiceName",
    says: /dynamodb-stream' does not exist/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { serviceName: "com.amazonaws.eu-west-1.dynamodb-stream" }),
    accepted: (ids) => interfaceEndpoint(ids, { serviceName: STREAMS }),
  },
  {
    fact: "a service under the name that it has in China",
    code: "InvalidServiceName",
    says: /cn\.com\.amazonaws/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { serviceName: "cn.com.amazonaws.eu-west-1.sts" }),
    accepted: (ids) => interfaceEndpoint(ids, { serviceName: "com.amazonaws.eu-west-1.sts" }),
  },
  {
    fact: "a second endpoint with the private DNS name of a service in one VPC",
    code: "InvalidParameter",
    says: /conflicting DNS domain for kms\.eu-west-1\.amazonaws\.com in the VPC/,
    given: (plane) => {
      const ids = network(plane);
      make(plane, { ...interfaceEndpoint(ids, { privateDnsEnabled: true }), name: "first" });
      return ids;
    },
    refused: (ids) => interfaceEndpoint(ids, { privateDnsEnabled: true }),
    accepted: (ids) => interfaceEndpoint(ids, { privateDnsEnabled: false }),
  },
  {
    fact: "a private DNS name of DynamoDB Streams",
    code: "InvalidParameter",
    says: /does not provide a private DNS name/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { serviceName: STREAMS, privateDnsEnabled: true }),
    accepted: (ids) => interfaceEndpoint(ids, { serviceName: STREAMS }),
  },
  {
    fact: "a private DNS name in a VPC without DNS host names",
    code: "InvalidParameter",
    says: /enableDnsSupport and enableDnsHostnames/,
    given: network,
    refused: ({ other, otherSubnet }) => interfaceEndpoint({}, { vpcId: other, subnetIds: [otherSubnet], privateDnsEnabled: true }),
    accepted: (ids) => interfaceEndpoint(ids, { privateDnsEnabled: true }),
  },
  {
    fact: "an interface endpoint with a subnet of another VPC",
    code: "InvalidParameter",
    says: /Subnet subnet-\w+ belongs to a different VPC/,
    given: network,
    refused: ({ vpcId, otherSubnet }) => interfaceEndpoint({ vpcId: vpcId ?? "" }, { subnetIds: [otherSubnet] }),
    accepted: (ids) => interfaceEndpoint(ids, {}),
  },
  {
    fact: "an interface endpoint with a security group of another VPC",
    code: "InvalidParameter",
    says: /Security group sg-\w+ belongs to a different VPC/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { securityGroupIds: [ids["otherGroup"]] }),
    accepted: (ids) => interfaceEndpoint(ids, { securityGroupIds: [ids["group"]] }),
  },
  {
    fact: "a gateway endpoint with subnets",
    code: "InvalidParameter",
    says: /only supported for Interface/,
    given: network,
    refused: (ids) => gateway(ids, { subnetIds: [ids["subnet"]] }),
    accepted: (ids) => gateway(ids, {}),
  },
  {
    fact: "an interface endpoint's policy that is malformed",
    code: "InvalidPolicyDocument",
    says: /not a valid JSON policy document/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { policy: endpointPolicy({ Resources: "*" }) }),
    accepted: (ids) => interfaceEndpoint(ids, { policy: endpointPolicy({ Action: "kms:*" }) }),
  },
  {
    fact: "an endpoint of another region's service",
    code: "InvalidServiceName",
    says: /com\.amazonaws\.eu-central-1\.dynamodb/,
    given: network,
    refused: (ids) => gateway(ids, { serviceName: "com.amazonaws.eu-central-1.dynamodb" }),
    accepted: (ids) => gateway(ids, {}),
  },
  {
    fact: "a gateway endpoint's policy that names a principal",
    code: "InvalidPolicyDocument",
    says: /must have the principal "\*"/,
    given: network,
    refused: (ids) => gateway(ids, { policy: endpointPolicy({ Principal: { AWS: OWNER.account } }) }),
    accepted: (ids) => gateway(ids, { policy: endpointPolicy({ Condition: { StringEquals: { "aws:PrincipalAccount": OWNER.account } } }) }),
  },
  {
    fact: "an endpoint policy that is malformed",
    code: "InvalidPolicyDocument",
    says: /not a valid JSON policy document/,
    given: network,
    refused: (ids) => gateway(ids, { policy: endpointPolicy({ Efect: "Allow" }) }),
    accepted: (ids) => gateway(ids, { policy: endpointPolicy({}) }),
  },
  {
    fact: "an interface endpoint with two subnets of one zone",
    code: "DuplicateSubnetsInSameZone",
    says: /duplicate subnets/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { subnetIds: [ids["subnet"], ids["neighbour"]] }),
    accepted: (ids) => interfaceEndpoint(ids, { subnetIds: [ids["subnet"], ids["distant"]] }),
  },
  {
    fact: "an interface endpoint with a security group that does not exist",
    code: "InvalidGroup.NotFound",
    says: /sg-none/,
    given: network,
    refused: (ids) => interfaceEndpoint(ids, { securityGroupIds: ["sg-none"] }),
    accepted: (ids) => interfaceEndpoint(ids, { securityGroupIds: [ids["group"]] }),
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
