import assert from "node:assert/strict";
import { ExistingNetwork } from "../../components/network/existing-network.ts";
import { PARTITIONS } from "../../iam/arn.ts";
import { ACCOUNT, listed, REGIONS, registered } from "../support/component.ts";

const VPC = "vpc-0abc0abc0abc0abc0";
const ENDPOINT = "vpce-0abc0abc0abc0abc0";
const ROUTES = "rtb-0abc0abc0abc0abc0";
const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"dynamodb:GetItem","Resource":"*"}]}';

for (const partition of PARTITIONS) {
  const region = REGIONS[partition];
  const serviceName = `com.amazonaws.${region}.dynamodb`;
  const there = { account: ACCOUNT, region };
  const existing = [
    { ...there, type: "aws:ec2/vpc:Vpc", id: VPC, inputs: { cidrBlock: "10.80.0.0/16" } },
    { ...there, type: "aws:ec2/routeTable:RouteTable", id: ROUTES, inputs: { vpcId: VPC } },
    { ...there, type: "aws:ec2/vpcEndpoint:VpcEndpoint", id: ENDPOINT, inputs: { vpcId: VPC, serviceName, vpcEndpointType: "Gateway" } },
  ];

  describe(`a network that exists, in ${partition}`, () => {
    it("is looked up with its endpoint, and nothing is made", async () => {
      const { children, outputs } = await registered(
        partition,
        (options) => {
          const { vpcId, dynamodbEndpointId } = new ExistingNetwork(
            "net",
            { region, vpcId: VPC, dynamodb: { endpointId: ENDPOINT } },
            options,
          );
          return { vpcId, dynamodbEndpointId };
        },
        ACCOUNT,
        existing,
      );
      assert.deepEqual(listed(children), ["palisade:network:ExistingNetwork net"]);
      assert.deepEqual(outputs, { vpcId: VPC, dynamodbEndpointId: ENDPOINT });
    });

    it("is given the endpoint that it asks for, with its policy and on those route tables alone", async () => {
      const { children } = await registered(
        partition,
        (options) => {
          new ExistingNetwork("net", { region, vpcId: VPC, dynamodb: { routeTableIds: [ROUTES], policy: POLICY } }, options);
          return undefined;
        },
        ACCOUNT,
        existing.slice(0, 2),
      );
      assert.deepEqual(listed(children), ["aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb", "palisade:network:ExistingNetwork net"]);
      const { inputs } = children.find(({ name }) => name === "net-dynamodb") ?? {};
      assert.deepEqual(
        [inputs?.["vpcId"], inputs?.["vpcEndpointType"], inputs?.["serviceName"], inputs?.["routeTableIds"], inputs?.["policy"]],
        [VPC, "Gateway", serviceName, [ROUTES], POLICY],
      );
    });

    it("is refused by a wrong id before anything is made", async () => {
      await assert.rejects(
        registered(partition, (options) => {
          new ExistingNetwork("net", { region, vpcId: VPC, dynamodb: { routeTableIds: [ROUTES], policy: POLICY } }, options);
          return undefined;
        }),
        /vpc-0abc0abc0abc0abc0/,
      );
    });
  });
}
