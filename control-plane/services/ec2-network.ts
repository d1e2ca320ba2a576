import { madeUp } from "../made-up.ts";
import { isGiven, textOf } from "../properties.ts";
import type { DataSource, ResourceType, Subject } from "../resource-type.ts";
import { type CidrBlock, isWithin, overlap, parseCidr } from "./cidr.ts";
import { dependencyViolation, ec2Id, ec2Key, ec2Outputs, ec2Requirement } from "./ec2.ts";

const VPC_TOKEN = "aws:ec2/vpc:Vpc";
const SUBNET_TOKEN = "aws:ec2/subnet:Subnet";
/** The largest and smallest size of VPCs and subnets. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const PREFIXES = [16, 28] as const;
const hasSize = ({ prefix }: CidrBlock): boolean => prefix >= PREFIXES[0] && prefix <= PREFIXES[1];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const VPC: ResourceType = {
  token: VPC_TOKEN,
  scope: "regional",
  required: [],
  defaults: {
    enableDnsHostnames: false,
    enableDnsSupport: true,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: "default",
    assignGeneratedIpv6CidrBlock: false,
  },
  replacedBy: ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId", "ipv4NetmaskLength"],
  isTaggable: true,
  computed: [
    "arn",
    "ownerId",
    "defaultNetworkAclId",
    "defaultRouteTableId",
    "defaultSecurityGroupId",
    "dhcpOptionsId",
    "mainRouteTableId",
    "ipv6AssociationId",
    "ipv6CidrBlock",
  ],
  make: (facts) => {
    const id = ec2Id("vpc", facts);
    const cameAlong = (prefix: string): string => `${prefix}-${madeUp(id, prefix).hex(17)}`;
    const routeTable = cameAlong("rtb");
    return {
      id,
      outputs: {
        ...ec2Outputs(facts, "vpc", id),
        defaultNetworkAclId: cameAlong("acl"),
        defaultRouteTableId: routeTable,
        mainRouteTableId: routeTable,
        defaultSecurityGroupId: cameAlong("sg"),
        dhcpOptionsId: cameAlong("dopt"),
        ipv6AssociationId: "",
        ipv6CidrBlock: facts.inputs["ipv6CidrBlock"] ?? "",
      },
    };
  },
  foundAs: (facts, { id, outputs }) =>
    [id, outputs["defaultRouteTableId"], outputs["defaultSecurityGroupId"]].map((each) => ec2Key(facts, String(each))),
  judge: ({ inputs, refuse }) => {
    if (isGiven(inputs["ipv4IpamPoolId"])) return;
    const block = parseCidr(textOf(inputs, "cidrBlock") ?? "");
    if (block !== undefined && hasSize(block)) return;
    refuse(
      "InvalidVpc.Range",
      `The CIDR '${String(inputs["cidrBlock"])}' is invalid.`,
      "give a block between /16 and /28 that begins at its own boundary",
    );
  },
  undeletable: dependencyViolation,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const SUBNET: ResourceType = {
  token: SUBNET_TOKEN,
  scope: "regional",
  required: ["vpcId"],
  defaults: { assignIpv6AddressOnCreation: false, mapPublicIpOnLaunch: false, enableDns64: false, ipv6Native: false },
  replacedBy: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId"],
  isTaggable: true,
  computed: ["arn", "ownerId", "availabilityZone", "availabilityZoneId", "ipv6CidrBlock", "ipv6CidrBlockAssociationId"],
  make: (facts) => {
    const id = ec2Id("subnet", facts);
    const zone = textOf(facts.inputs, "availabilityZone") ?? `${facts.region}a`;
    return {
      id,
      outputs: {
        ...ec2Outputs(facts, "subnet", id),
        availabilityZone: zone,
        availabilityZoneId: facts.inputs["availabilityZoneId"] ?? zoneId(zone),
        ipv6CidrBlock: facts.inputs["ipv6CidrBlock"] ?? "",
        ipv6CidrBlockAssociationId: "",
      },
    };
  },
  foundAs: (facts, { id }) => [ec2Key(facts, id)],
  requires: (facts) => [ec2Requirement(facts, "VpcID", String(facts.inputs["vpcId"]), "blocks")],
  judge: (subject) => {
    const { inputs, refuse, region } = subject;
    const zone = textOf(inputs, "availabilityZone");
    if (zone !== undefined && !new RegExp(`^${region}[a-z]$`).test(zone)) {
      refuse("InvalidParameterValue", `Value (${zone}) for parameter availabilityZone is invalid.`, `choose a zone of ${region}`);
    }
    refuseBlock(subject);
  },
  undeletable: dependencyViolation,
};

function refuseBlock({ inputs, view, refuse, previous, account, region }: Subject): void {
  if (!isGiven(inputs["cidrBlock"])) return;
  const vpc = view.find(ec2Key({ account, region }, String(inputs["vpcId"])));
  const outer = parseCidr(textOf(vpc?.inputs ?? {}, "cidrBlock") ?? "");
  const shown = String(inputs["cidrBlock"]);
  const block = parseCidr(shown);
  // The block of a VPC that existed before may not be given.
  if (block === undefined || !hasSize(block) || (outer !== undefined && !isWithin(block, outer))) {
    return refuse(
      "InvalidSubnet.Range",
      `The CIDR '${shown}' is invalid.`,
      "give a block between /16 and /28 inside the VPC's that begins at its own boundary",
    );
  }
  const clash = view
    .dependents(ec2Key({ account, region }, String(inputs["vpcId"])))
    .filter((resource) => resource.type === SUBNET_TOKEN && resource.key !== previous?.key)
    .find((resource) => {
      const other = parseCidr(textOf(resource.inputs, "cidrBlock") ?? "");
      return other !== undefined && overlap(block, other);
    });
  if (clash === undefined) return;
  refuse("InvalidSubnet.Conflict", `The CIDR '${shown}' conflicts with another subnet (${clash.id})`, "choose blocks that do not overlap");
}

/** The id of a zone, the same in every account: `eu-west-1a` is zone 1 of `euw1`. Real accounts shuffle the letters. */
function zoneId(zone: string): string {
  const [area = "", ...rest] = zone.slice(0, -1).split("-");
  const direction = rest
    .slice(0, -1)
    .map((word) => word.charAt(0))
    .join("");
  const number = rest.at(-1) ?? "";
  return `${area}${direction}${number}-az${zone.charCodeAt(zone.length - 1) - 96}`;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html */
export const INTERNET_GATEWAY: ResourceType = {
  token: "aws:ec2/internetGateway:InternetGateway",
  scope: "regional",
  required: [],
  replacedBy: [],
  isTaggable: true,
  computed: ["arn", "ownerId", "vpcId"],
  make: (facts) => {
    const id = ec2Id("igw", facts);
    return { id, outputs: { ...ec2Outputs(facts, "internet-gateway", id), vpcId: facts.inputs["vpcId"] ?? "" } };
  },
  unique: ({ account, region, inputs }) => {
    const vpcId = textOf(inputs, "vpcId");
    return vpcId === undefined ? [] : [`internet gateway of ${account} ${region} ${vpcId}`];
  },
  taken: ({ inputs }) => ["Resource.AlreadyAssociated", `The vpc ${String(inputs["vpcId"])} has an internet gateway already`],
  foundAs: (facts, { id }) => [ec2Key(facts, id)],
  requires: (facts) => {
    const vpcId = textOf(facts.inputs, "vpcId");
    return vpcId === undefined ? [] : [ec2Requirement(facts, "VpcID", vpcId, "blocks")];
  },
  undeletable: dependencyViolation,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const GET_VPC: DataSource = {
  token: "aws:ec2/getVpc:getVpc",
  answer: ({ account, region, args, view, refuse }) => {
    const given = textOf(args, "id");
    const found = view.all(VPC_TOKEN, account, region).filter((vpc) => given === undefined || vpc.id === given);
    const vpc = found.find((each) => hasTags(each.outputs["tagsAll"], args["tags"]));
    if (vpc === undefined)
      return refuse(
        "InvalidVpcID.NotFound",
        `The vpc ID '${given ?? "matching the query"}' does not exist`,
        "create it, or declare it as existing",
      );
    return { ...vpc.outputs, tags: vpc.outputs["tagsAll"], state: "available" };
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const GET_SUBNETS: DataSource = {
  token: "aws:ec2/getSubnets:getSubnets",
  answer: ({ account, region, args, view }) => {
    const subnets = view.all(SUBNET_TOKEN, account, region);
    const ids = subnets.filter((subnet) => isAsked(subnet.inputs["vpcId"], args) && hasTags(subnet.outputs["tagsAll"], args["tags"]));
    return { id: region, ids: ids.map((subnet) => subnet.id).sort(), filters: args["filters"] ?? [], tags: args["tags"] ?? {} };
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const GET_SUBNET: DataSource = {
  token: "aws:ec2/getSubnet:getSubnet",
  answer: ({ account, region, args, view, refuse }) => {
    const id = textOf(args, "id") ?? "";
    const subnet = view.find(ec2Key({ account, region }, id));
    if (subnet?.type !== SUBNET_TOKEN) {
      return refuse("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`, "create it, or declare it as existing");
    }
    return { ...subnet.outputs, tags: subnet.outputs["tagsAll"], state: "available" };
  },
};

/** Whether a data source's `vpcId` or filter `vpc-id` includes this VPC. */
export function isAsked(vpcId: unknown, args: Readonly<Record<string, unknown>>): boolean {
  const filters = (Array.isArray(args["filters"]) ? args["filters"] : []) as readonly { name?: string; values?: readonly unknown[] }[];
  const wanted = filters.filter((filter) => filter.name === "vpc-id").flatMap((filter) => filter.values ?? []);
  if (isGiven(args["vpcId"])) wanted.push(args["vpcId"]);
  return wanted.length === 0 || wanted.includes(vpcId);
}

function hasTags(tags: unknown, wanted: unknown): boolean {
  const [own, asked] = [(tags ?? {}) as Record<string, unknown>, (wanted ?? {}) as Record<string, unknown>];
  return Object.entries(asked).every(([key, value]) => own[key] === value);
}
