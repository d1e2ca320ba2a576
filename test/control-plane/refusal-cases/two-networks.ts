import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import { make, vpc } from "../test-plane.ts";

export const SUBNET = "aws:ec2/subnet:Subnet";
export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";

/** Ids of resources, by their names in the cases. */
export type Ids = Readonly<Record<string, string>>;

/** Two VPCs with subnets, route tables and security groups. */
export function network(plane: ControlPlane): Ids {
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
