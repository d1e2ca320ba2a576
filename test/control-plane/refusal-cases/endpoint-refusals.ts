import type { Properties } from "../../../control-plane/properties.ts";
import { make, OWNER, policy, type Wanted } from "../test-plane.ts";
import type { RefusalCase } from "./refusal-case.ts";
import { type Ids, network } from "./two-networks.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const SERVICE = "com.amazonaws.eu-west-1.dynamodb";
const STREAMS = "com.amazonaws.eu-west-1.dynamodb-streams";

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

export const ENDPOINT_REFUSALS: readonly RefusalCase[] = [
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
];
