import { isGiven, isRecord, type Properties, recordOf, recordsOf, textsOf, UNKNOWN } from "./properties.ts";
import { formatCidr, parseCidr, sizeOf } from "./services/cidr.ts";

/** Pulumi's token of the component. */
export const AWSX_VPC = "awsx:ec2:Vpc";

/** An output of another child, as a child's input. */
export interface ChildOutput {
  readonly child: string;
  readonly output: string;
}

/** A resource that the component registers. Its parent is another child, or the component itself when there is none. */
export interface Child {
  /** Type and name, unique among the component's children. */
  readonly key: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs that are outputs of other children, by input. */
  readonly references: Readonly<Record<string, ChildOutput>>;
  /** Keys of children that it depends on although no input refers to them. */
  readonly dependsOn: readonly string[];
}

/** A child once it is registered. */
export interface RegisteredChild {
  readonly urn: string;
  /** Unknown in the preview of its creation. */
  readonly id: string;
}

const MODELLED = new Set([
  "region",
  "cidrBlock",
  "availabilityZoneNames",
  "natGateways",
  "subnetStrategy",
  "subnetSpecs",
  "enableDnsHostnames",
  "enableDnsSupport",
  "tags",
]);
const MOST_ZONES = 3;

const VPC = "aws:ec2/vpc:Vpc";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/**
 * The children of `awsx.ec2.Vpc` 3.9.0, in the order of their registration, for the arguments that Palisade uses: a VPC without NAT, one
 * isolated subnet with a route table of its own in each zone, and the internet gateway that the component always makes. Throws when an
 * argument is not modelled, by its name, because the real component would then make something else.
 * Source: https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/
 */
export function awsxVpcChildren(name: string, args: Properties): readonly Child[] {
  refuseUnmodelled(name, args);
  const { region, cidrBlock, enableDnsHostnames, enableDnsSupport, tags } = args;
  const own = isRecord(tags) ? tags : {};
  const vpc = child(VPC, name, undefined, { region, cidrBlock, enableDnsHostnames, enableDnsSupport, tags: { Name: name, ...own } }, {});
  const inVpc = { vpcId: { child: vpc.key, output: "id" } };
  const gateway = child(INTERNET_GATEWAY, name, vpc.key, { region, tags: { Name: name, ...own } }, inVpc);
  const zones = textsOf(args, "availabilityZoneNames");
  const blocks = subnetBlocks(args, zones.length);
  const subnets = zones.map((availabilityZone, index) => {
    const subnetName = `${name}-isolated-${index + 1}`;
    const inputs = {
      region,
      assignIpv6AddressOnCreation: false,
      availabilityZone,
      cidrBlock: blocks[index],
      mapPublicIpOnLaunch: false,
      tags: subnetTags(subnetName, own),
    };
    // The component passes on the VPC's block of IPv6 addresses. The block is empty, so it is an input only while it is unknown.
    return child(SUBNET, subnetName, vpc.key, inputs, { ...inVpc, ipv6CidrBlock: { child: vpc.key, output: "ipv6CidrBlock" } });
  });
  const tables = subnets.map((subnet) => ({
    ...child(ROUTE_TABLE, subnet.name, subnet.key, { region, tags: subnetTags(subnet.name, own) }, inVpc),
    dependsOn: [subnet.key],
  }));
  const associations = tables.map((table, index) =>
    child(
      ASSOCIATION,
      table.name,
      table.key,
      { region },
      {
        routeTableId: { child: table.key, output: "id" },
        subnetId: { child: subnets[index]?.key ?? "", output: "id" },
      },
    ),
  );
  return [vpc, gateway, ...subnets, ...tables, ...associations];
}

/** A child's inputs, with the outputs of earlier children filled in. The component treats an empty text as no input. */
export function childInputs(child: Child, outputsOf: (key: string) => Properties): Properties {
  const referred = Object.entries(child.references)
    .map(([input, reference]) => [input, outputsOf(reference.child)[reference.output]] as const)
    .filter(([, value]) => isGiven(value) && value !== "");
  return { ...child.inputs, ...Object.fromEntries(referred) };
}

/**
 * The component's outputs. `reference` writes a child in the wire format of the caller. While one subnet's id is unknown the whole list
 * of subnet ids is unknown.
 */
export function awsxVpcOutputs(
  args: Properties,
  children: readonly (Child & RegisteredChild)[],
  reference: (child: RegisteredChild) => unknown,
): Properties {
  const of = (type: string): readonly (Child & RegisteredChild)[] => children.filter((each) => each.type === type);
  const idsOf = (type: string): unknown => {
    const ids = of(type).map(({ id }) => id);
    return ids.includes(UNKNOWN) ? UNKNOWN : ids;
  };
  const [vpc] = of(VPC);
  const [gateway] = of(INTERNET_GATEWAY);
  const subnets = of(SUBNET).map(reference);
  const [spec = {}] = recordsOf(args, "subnetSpecs");
  return {
    vpc: vpc === undefined ? undefined : reference(vpc),
    vpcId: vpc?.id,
    internetGateway: gateway === undefined ? undefined : reference(gateway),
    subnets,
    isolatedSubnets: subnets,
    isolatedSubnetIds: idsOf(SUBNET),
    routeTables: of(ROUTE_TABLE).map(reference),
    routeTableAssociations: of(ASSOCIATION).map(reference),
    subnetLayout: [isGiven(spec["cidrMask"]) ? { ...spec, size: 2 ** (32 - Number(spec["cidrMask"])) } : spec],
    privateSubnets: [],
    privateSubnetIds: [],
    publicSubnets: [],
    publicSubnetIds: [],
    routes: [],
    natGateways: [],
    eips: [],
    vpcEndpoints: [],
  };
}

// In the component every output depends on the VPC and its subnets. These outputs depend on further children.
const FURTHER_DEPENDENCIES: Readonly<Record<string, string>> = {
  internetGateway: INTERNET_GATEWAY,
  routeTables: ROUTE_TABLE,
  routeTableAssociations: ASSOCIATION,
};

/** The URNs that a resource depends on when it uses an output of the component. */
export function awsxVpcDependencies(output: string, children: readonly (Child & RegisteredChild)[]): readonly string[] {
  return children.filter(({ type }) => type === VPC || type === SUBNET || type === FURTHER_DEPENDENCIES[output]).map(({ urn }) => urn);
}

function child(
  type: string,
  name: string,
  parent: string | undefined,
  inputs: Readonly<Record<string, unknown>>,
  references: Readonly<Record<string, ChildOutput>>,
): Child {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => isGiven(value)));
  return { key: `${type} ${name}`, type, name, parent, inputs: given, references, dependsOn: [] };
}

function subnetTags(name: string, own: Properties): Properties {
  return { ...own, Name: name, SubnetType: "Isolated" };
}

/**
 * The subnets' blocks: those that the specification lists, or with a mask, one at the beginning of each zone's equal part of the VPC's
 * block. With a mask, another number of zones moves the subnets.
 */
function subnetBlocks(args: Properties, zones: number): readonly string[] {
  const vpc = parseCidr(String(args["cidrBlock"]));
  const [spec = {}] = recordsOf(args, "subnetSpecs");
  if (isGiven(spec["cidrBlocks"])) return textsOf(spec, "cidrBlocks");
  const prefix = Number(spec["cidrMask"]);
  if (vpc === undefined) return [];
  const part = sizeOf({ first: 0, prefix: vpc.prefix + Math.ceil(Math.log2(zones)) });
  return Array.from({ length: zones }, (_, index) => formatCidr({ first: vpc.first + index * part, prefix }));
}

function refuseUnmodelled(name: string, args: Properties): void {
  const refuse = (argument: string, rule: string): never => {
    throw new Error(`${AWSX_VPC} ${name}: ${argument} is not modelled with this value, got ${JSON.stringify(args[argument])}; ${rule}`);
  };
  for (const argument of Object.keys(args)) {
    if (isGiven(args[argument]) && !MODELLED.has(argument)) refuse(argument, `the modelled arguments are ${[...MODELLED].join(", ")}`);
  }
  const zones = textsOf(args, "availabilityZoneNames");
  if (zones.length < 1 || zones.length > MOST_ZONES || new Set(zones).size !== zones.length) {
    refuse("availabilityZoneNames", `name one to ${MOST_ZONES} different zones`);
  }
  if (recordOf(args, "natGateways")["strategy"] !== "None") refuse("natGateways", 'use { strategy: "None" }');
  if (args["subnetStrategy"] !== "Auto") refuse("subnetStrategy", 'use "Auto"');
  const [spec = {}, ...more] = recordsOf(args, "subnetSpecs");
  const others = Object.keys(spec).filter((field) => isGiven(spec[field]) && !["type", "cidrMask", "cidrBlocks"].includes(field));
  const sized = Number(isGiven(spec["cidrMask"])) + Number(isGiven(spec["cidrBlocks"]));
  if (spec["type"] !== "Isolated" || more.length > 0 || others.length > 0 || sized !== 1)
    refuse("subnetSpecs", "give one Isolated subnet with its cidrMask, or with cidrBlocks for each zone");
  const vpc = parseCidr(String(args["cidrBlock"]));
  if (vpc === undefined) refuse("cidrBlock", "give a block of IPv4 addresses");
  if (isGiven(spec["cidrBlocks"])) {
    if (textsOf(spec, "cidrBlocks").length !== zones.length) refuse("subnetSpecs", `list ${zones.length} cidrBlocks, one for each zone`);
    return;
  }
  const smallest = (vpc?.prefix ?? 0) + Math.ceil(Math.log2(zones.length));
  if (!(Number(spec["cidrMask"]) >= smallest)) refuse("subnetSpecs", `${zones.length} subnets fit with a cidrMask of at least ${smallest}`);
}
