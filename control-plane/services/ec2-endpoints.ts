import { QUOTAS } from "../../iam/quota.ts";
import { madeUp } from "../made-up.ts";
import { domainOf, partitionOf } from "../place.ts";
import { isGiven, textOf, textsOf } from "../properties.ts";
import type { DataSource, ResourceType, Subject } from "../resource-type.ts";
import { dependencyViolation, ec2Id, ec2Key, ec2Outputs, ec2Requirement } from "./ec2.ts";
import { routeTableRequirement } from "./ec2-routes.ts";

const ENDPOINT_TOKEN = "aws:ec2/vpcEndpoint:VpcEndpoint";
// Source: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
const GATEWAY_SERVICES = ["dynamodb", "s3"];
const EVERYTHING = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}';

function isGateway({ inputs }: Pick<Subject, "inputs">): boolean {
  return inputs["vpcEndpointType"] === "Gateway";
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html */
export const VPC_ENDPOINT: ResourceType = {
  token: ENDPOINT_TOKEN,
  scope: "regional",
  required: ["vpcId"],
  defaults: { vpcEndpointType: "Gateway", privateDnsEnabled: false },
  replacedBy: ["resourceConfigurationArn", "serviceName", "serviceNetworkArn", "serviceRegion", "vpcEndpointType", "vpcId"],
  replacedWhen: (_, news) => (news["vpcEndpointType"] === "Interface" ? [] : ["privateDnsEnabled"]),
  documents: { policy: "endpoint" },
  sets: ["routeTableIds", "securityGroupIds", "subnetIds"],
  isTaggable: true,
  computed: [
    "arn",
    "ownerId",
    "cidrBlocks",
    "dnsEntries",
    "networkInterfaceIds",
    "prefixListId",
    "requesterManaged",
    "state",
    "policy",
    "ipAddressType",
    "routeTableIds",
    "securityGroupIds",
    "subnetIds",
  ],
  make: (facts) => {
    const { inputs, region } = facts;
    const id = ec2Id("vpce", facts);
    const isOnRoutes = isGateway(facts);
    const service = String(inputs["serviceName"]).split(".").at(-1) ?? "";
    const name = `${id}-${madeUp(id).alphanumeric(8)}.${service}.${region}.vpce.${domainOf(region)}`;
    const subnets = textsOf(inputs, "subnetIds");
    return {
      id,
      outputs: {
        ...ec2Outputs(facts, "vpc-endpoint", id),
        cidrBlocks: isOnRoutes ? ["52.119.240.0/21"] : [],
        dnsEntries: isOnRoutes ? [] : [{ dnsName: name, hostedZoneId: `Z${madeUp(region).base32(13)}` }],
        networkInterfaceIds: isOnRoutes ? [] : subnets.map((subnet) => `eni-${madeUp(id, subnet).hex(17)}`),
        prefixListId: isOnRoutes ? `pl-${madeUp(region, service).hex(8)}` : "",
        requesterManaged: false,
        state: "available",
        policy: inputs["policy"] ?? EVERYTHING,
        ipAddressType: inputs["ipAddressType"] ?? "ipv4",
        routeTableIds: inputs["routeTableIds"] ?? [],
        securityGroupIds: inputs["securityGroupIds"] ?? [],
        subnetIds: subnets,
      },
    };
  },
  foundAs: (facts, { id }) => [ec2Key(facts, id)],
  // A gateway endpoint is a route in each of its tables, to the service's one prefix list.
  unique: (facts) =>
    isGateway(facts)
      ? textsOf(facts.inputs, "routeTableIds").map(
          (id) => `gateway route ${facts.account} ${facts.region} ${id} ${String(facts.inputs["serviceName"])}`,
        )
      : [],
  taken: ({ inputs }) => ["RouteAlreadyExists", `route table already has a route to the prefix list of ${String(inputs["serviceName"])}`],
  requires: (facts) => [
    ec2Requirement(facts, "VpcID", String(facts.inputs["vpcId"]), "blocks"),
    ...textsOf(facts.inputs, "routeTableIds").map((id) => routeTableRequirement(facts, id, "stays")),
    ...textsOf(facts.inputs, "subnetIds").map((id) => ec2Requirement(facts, "SubnetID", id, "blocks")),
    ...textsOf(facts.inputs, "securityGroupIds").map((id) => ec2Requirement(facts, "Group", id, "blocks")),
  ],
  judge: (subject) => {
    refuseService(subject);
    refuseForeignTables(subject);
    refuseNamedPrincipals(subject);
    refuseSubnets(subject);
    const { value } = QUOTAS.gatewayEndpointsPerRegion;
    const gateways = subject.view
      .all(ENDPOINT_TOKEN, subject.account, subject.region)
      .filter((each) => each.outputs["vpcEndpointType"] === "Gateway");
    if (subject.previous === undefined && isGateway(subject) && gateways.length >= value) {
      subject.refuse(
        "VpcEndpointLimitExceeded",
        `The maximum number of gateway VPC endpoints has been reached: ${value}`,
        "remove endpoints, or have the quota raised",
      );
    }
  },
  undeletable: dependencyViolation,
};

function refuseService({ inputs, region, refuse }: Subject): void {
  const name = textOf(inputs, "serviceName");
  if (name === undefined) return;
  const prefix = `${partitionOf(region) === "aws-cn" ? "cn." : ""}com.amazonaws.${region}.`;
  const isOfAws = name.startsWith(prefix) || name.startsWith(`com.amazonaws.${region}.`);
  const service = name.split(".").at(-1) ?? "";
  const isOther = name.startsWith("com.amazonaws.vpce.") || name.startsWith("aws.sagemaker.");
  if (!isOther && !isOfAws) {
    refuse("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`, `write it as com.amazonaws.${region}.<service>`);
  }
  if (isGateway({ inputs }) && !GATEWAY_SERVICES.includes(service)) {
    refuse("InvalidParameter", `The Vpc Endpoint Service '${name}' does not support type Gateway`, "use vpcEndpointType Interface");
  }
}

function refuseForeignTables({ inputs, view, refuse, account, region }: Subject): void {
  for (const id of textsOf(inputs, "routeTableIds")) {
    const table = view.find(ec2Key({ account, region }, id));
    // A VPC's main route table is found as the VPC itself.
    const vpcId = textOf(table?.inputs ?? {}, "vpcId") ?? table?.id ?? "nothing";
    if (vpcId === inputs["vpcId"]) continue;
    refuse("InvalidParameter", `Route table ${id} belongs to a different VPC (${vpcId})`, "name route tables of the endpoint's own VPC");
  }
}

function refuseNamedPrincipals(subject: Subject): void {
  const document = subject.document("policy");
  if (document === undefined || !isGateway(subject)) return;
  const named = document.statements.flatMap((statement) => statement.principals ?? []).find(({ value }) => value !== "*");
  if (named === undefined) return;
  subject.refuse(
    "InvalidPolicyDocument",
    `A gateway endpoint's policy must have the principal "*", got ${JSON.stringify(named.value)}`,
    "use the principal * and a condition on aws:PrincipalArn",
  );
}

function refuseSubnets({ inputs, view, refuse, account, region }: Subject): void {
  const subnets = textsOf(inputs, "subnetIds").map((id) => view.find(ec2Key({ account, region }, id)));
  const zones = subnets.map((subnet) => subnet?.outputs["availabilityZone"]).filter(isGiven);
  if (new Set(zones).size === zones.length) return;
  refuse("DuplicateSubnetsInSameZone", "Found duplicate subnets in the same zone", "name one subnet per availability zone");
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const GET_VPC_ENDPOINT: DataSource = {
  token: "aws:ec2/getVpcEndpoint:getVpcEndpoint",
  answer: ({ account, region, args, view, refuse }) => {
    const found = view
      .all(ENDPOINT_TOKEN, account, region)
      .find(
        ({ id, inputs }) =>
          ["vpcId", "serviceName"].every((name) => !isGiven(args[name]) || args[name] === inputs[name]) &&
          (!isGiven(args["id"]) || args["id"] === id),
      );
    if (found === undefined)
      return refuse("InvalidVpcEndpointId.NotFound", "no matching EC2 VPC Endpoint found", "create it, or declare it as existing");
    return { ...found.outputs, tags: found.outputs["tagsAll"] };
  },
};
