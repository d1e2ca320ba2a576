import { madeUp } from "../made-up.ts";
import { isGiven, textOf } from "../properties.ts";
import type { DataSource, Facts, Requirement, ResourceType } from "../resource-type.ts";
import { dependencyViolation, ec2Id, ec2Key, ec2Outputs, ec2Requirement } from "./ec2.ts";
import { isAsked } from "./ec2-network.ts";

const ROUTE_TABLE_TOKEN = "aws:ec2/routeTable:RouteTable";

/** A requirement of a route table, given by id. */
export function routeTableRequirement(facts: Facts, id: string, bond: Requirement["bond"]): Requirement {
  return ec2Requirement(facts, "RouteTableID", id, bond);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html */
export const ROUTE_TABLE: ResourceType = {
  token: ROUTE_TABLE_TOKEN,
  scope: "regional",
  required: ["vpcId"],
  replacedBy: ["vpcId"],
  sets: ["routes", "propagatingVgws"],
  isTaggable: true,
  computed: ["arn", "ownerId", "routes", "propagatingVgws"],
  make: (facts) => {
    const id = ec2Id("rtb", facts);
    const { routes, propagatingVgws } = facts.inputs;
    return { id, outputs: { ...ec2Outputs(facts, "route-table", id), routes: routes ?? [], propagatingVgws: propagatingVgws ?? [] } };
  },
  foundAs: (facts, { id }) => [ec2Key(facts, id)],
  requires: (facts) => [ec2Requirement(facts, "VpcID", String(facts.inputs["vpcId"]), "blocks")],
  undeletable: dependencyViolation,
};

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
const TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html */
export const ROUTE: ResourceType = {
  token: "aws:ec2/route:Route",
  scope: "regional",
  required: ["routeTableId"],
  replacedBy: ["routeTableId", ...DESTINATIONS],
  isTaggable: false,
  computed: ["instanceId", "instanceOwnerId", "origin", "state"],
  make: (facts) => ({
    id: `r-${String(facts.inputs["routeTableId"])}${madeUp("route", destinationOf(facts)).digits(10)}`,
    outputs: { instanceId: "", instanceOwnerId: "", origin: "CreateRoute", state: "active" },
  }),
  unique: (facts) => [`route ${facts.account} ${facts.region} ${String(facts.inputs["routeTableId"])} ${destinationOf(facts)}`],
  taken: (facts) => ["RouteAlreadyExists", `The route identified by ${destinationOf(facts)} already exists.`],
  requires: (facts) => {
    const gateway = textOf(facts.inputs, "gatewayId");
    return [
      routeTableRequirement(facts, String(facts.inputs["routeTableId"]), "vanishes"),
      ...(gateway?.startsWith("igw-") === true ? [ec2Requirement(facts, "GatewayID", gateway, "stays")] : []),
    ];
  },
  judge: ({ inputs, refuse }) => {
    if (DESTINATIONS.filter((name) => isGiven(inputs[name])).length !== 1) {
      refuse("MissingParameter", "The request must contain exactly one destination", `give one of ${DESTINATIONS.join(", ")}`);
    }
    if (TARGETS.filter((name) => isGiven(inputs[name])).length !== 1) {
      refuse("InvalidParameterCombination", "The request must contain exactly one target", `give one of ${TARGETS.join(", ")}`);
    }
  },
};

function destinationOf({ inputs }: Pick<Facts, "inputs">): string {
  return DESTINATIONS.map((name) => textOf(inputs, name) ?? "").join("");
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const ROUTE_TABLE_ASSOCIATION: ResourceType = {
  token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  scope: "regional",
  required: ["routeTableId"],
  replacedBy: ["gatewayId", "subnetId"],
  isTaggable: false,
  computed: [],
  make: (facts) => ({ id: ec2Id("rtbassoc", facts), outputs: {} }),
  unique: (facts) => [`route table of ${facts.account} ${facts.region} ${String(facts.inputs["subnetId"] ?? facts.inputs["gatewayId"])}`],
  taken: ({ inputs }) => [
    "Resource.AlreadyAssociated",
    `the specified association for ${String(inputs["subnetId"] ?? inputs["gatewayId"])} already exists`,
  ],
  requires: (facts) => {
    const subnetId = textOf(facts.inputs, "subnetId");
    return [
      routeTableRequirement(facts, String(facts.inputs["routeTableId"]), "blocks"),
      ...(subnetId === undefined ? [] : [ec2Requirement(facts, "SubnetID", subnetId, "vanishes")]),
    ];
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const GET_ROUTE_TABLES: DataSource = {
  token: "aws:ec2/getRouteTables:getRouteTables",
  answer: ({ account, region, args, view }) => {
    const ids = view.all(ROUTE_TABLE_TOKEN, account, region).filter((table) => isAsked(table.inputs["vpcId"], args));
    return {
      id: region,
      ids: ids.map((table) => table.id).sort(),
      filters: args["filters"] ?? [],
      tags: args["tags"] ?? {},
      vpcId: args["vpcId"],
    };
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const GET_ROUTE_TABLE: DataSource = {
  token: "aws:ec2/getRouteTable:getRouteTable",
  answer: ({ account, region, args, view, refuse }) => {
    const [id, subnetId] = [textOf(args, "routeTableId"), textOf(args, "subnetId")];
    const association = subnetId === undefined ? undefined : view.find(`route table of ${account} ${region} ${subnetId}`);
    const wanted = id ?? textOf(association?.inputs ?? {}, "routeTableId") ?? "";
    const table = view.find(ec2Key({ account, region }, wanted));
    if (table?.type !== ROUTE_TABLE_TOKEN) {
      return refuse("InvalidRouteTableID.NotFound", `The routeTable ID '${wanted}' does not exist`, "create it, or declare it as existing");
    }
    return { ...table.outputs, routeTableId: table.id, tags: table.outputs["tagsAll"], associations: [] };
  },
};
