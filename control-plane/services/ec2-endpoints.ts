import { distance } from "fastest-levenshtein";
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
    const service = serviceOf(String(inputs["serviceName"]));
    const name = `${id}-${madeUp(id).alphanumeric(8)}.${HOST_NAMES[service] ?? service}.${region}.vpce.${domainOf(region)}`;
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
  // A route table has one route to a service's prefix list, hence one gateway endpoint. A VPC has one private DNS name for a service.
  unique: ({ account, region, inputs }) => {
    const service = String(inputs["serviceName"]);
    if (isGateway({ inputs })) return textsOf(inputs, "routeTableIds").map((id) => `gateway route ${account} ${region} ${id} ${service}`);
    return inputs["privateDnsEnabled"] === true ? [`private DNS ${account} ${region} ${String(inputs["vpcId"])} ${service}`] : [];
  },
  taken: ({ inputs, region }) => {
    const service = String(inputs["serviceName"]);
    if (isGateway({ inputs })) return ["RouteAlreadyExists", `route table already has a route to the prefix list of ${service}`];
    const domain = `${serviceOf(service)}.${region}.${domainOf(region)}`;
    const said = "private-dns-enabled cannot be set because there is already a conflicting DNS domain for";
    return ["InvalidParameter", `${said} ${domain} in the VPC ${String(inputs["vpcId"])}`];
  },
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
    refusePlace(subject);
    refuseSubnets(subject);
    refusePrivateName(subject);
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

const serviceOf = (serviceName: string): string => serviceName.split(".").at(-1) ?? "";

/** Services with another name in the host names of endpoints. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html */
const HOST_NAMES: Readonly<Record<string, string>> = { "dynamodb-streams": "streams.dynamodb" };

/** Prefixes of service names in China. Services that are not listed are accepted with both. Source: github.com/aws/aws-cdk, pull request 25333. */
const CHINAS: Readonly<Record<string, "com.amazonaws" | "cn.com.amazonaws">> = {
  dynamodb: "com.amazonaws",
  kms: "com.amazonaws",
  secretsmanager: "com.amazonaws",
  sts: "cn.com.amazonaws",
};

/** Services whose names are so long that a name with few differences is a typing error. Other names are accepted as they are. */
const DISTINCTIVE_SERVICES = ["dynamodb", "dynamodb-streams", "secretsmanager"];
const MOST_TYPING_ERRORS = 2;

function refuseService({ inputs, region, refuse }: Subject): void {
  const name = textOf(inputs, "serviceName");
  if (name === undefined) return;
  const service = serviceOf(name);
  const isOther = name.startsWith("com.amazonaws.vpce.") || name.startsWith("aws.sagemaker.");
  const [, prefix, place] = /^((?:cn\.)?com\.amazonaws)\.([^.]+)\../.exec(name) ?? [];
  const expected = partitionOf(region) === "aws-cn" ? CHINAS[service] : "com.amazonaws";
  const meant = DISTINCTIVE_SERVICES.includes(service)
    ? undefined
    : DISTINCTIVE_SERVICES.find((each) => distance(each, service) <= MOST_TYPING_ERRORS);
  if (!isOther && (place !== region || (expected !== undefined && prefix !== expected) || meant !== undefined)) {
    const right = `${expected ?? "com.amazonaws"}.${region}.${meant ?? (place === region ? service : "<service>")}`;
    refuse("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`, `write it as ${right}`);
  }
  if (isGateway({ inputs }) && !GATEWAY_SERVICES.includes(service)) {
    refuse("InvalidParameter", `The Vpc Endpoint Service '${name}' does not support type Gateway`, "use vpcEndpointType Interface");
  }
}

function refuseForeignTables({ inputs, view, refuse, account, region }: Subject): void {
  for (const id of textsOf(inputs, "routeTableIds")) {
    const table = view.find(ec2Key({ account, region }, id));
    // The id of a VPC's main route table is an alias of the VPC.
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

/** https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
function refusePlace({ inputs, view, refuse, account, region }: Subject): void {
  if (isGateway({ inputs }) && textsOf(inputs, "subnetIds").length > 0) {
    refuse(
      "InvalidParameter",
      "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.",
      "use vpcEndpointType Interface, or name route tables",
    );
  }
  const vpcId = String(inputs["vpcId"]);
  const parts = [
    ...textsOf(inputs, "subnetIds").map((id) => ["Subnet", id, "subnets"] as const),
    ...textsOf(inputs, "securityGroupIds").map((id) => ["Security group", id, "security groups"] as const),
  ];
  for (const [kind, id, all] of parts) {
    const found = view.find(ec2Key({ account, region }, id));
    // The id of a VPC's default security group is an alias of the VPC.
    const vpc = textOf(found?.inputs ?? {}, "vpcId") ?? found?.id ?? "nothing";
    if (vpc !== vpcId) refuse("InvalidParameter", `${kind} ${id} belongs to a different VPC (${vpc})`, `name ${all} of ${vpcId}`);
  }
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html#enable-private-dns-names */
function refusePrivateName({ inputs, view, refuse, account, region }: Subject): void {
  if (isGateway({ inputs }) || inputs["privateDnsEnabled"] !== true) return;
  const service = String(inputs["serviceName"]);
  if (serviceOf(service) in HOST_NAMES) {
    refuse(
      "InvalidParameter",
      `Private DNS can't be enabled because the service ${service} does not provide a private DNS name.`,
      "leave privateDnsEnabled out, and give clients the endpoint's own URL",
    );
  }
  const vpc = view.find(ec2Key({ account, region }, String(inputs["vpcId"])));
  if (vpc?.inputs["enableDnsHostnames"] === true && vpc.inputs["enableDnsSupport"] !== false) return;
  refuse(
    "InvalidParameter",
    `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${String(inputs["vpcId"])}`,
    "set both on the VPC",
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
