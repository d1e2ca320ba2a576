import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { OWNER } from "../control-plane/test-plane.ts";
import { only, outcomeOf, REGION, rehearseToys, resourceOf, toy } from "./toy.ts";

const ARGUMENTS: awsx.ec2.VpcArgs = {
  cidrBlock: "10.20.0.0/16",
  availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
  natGateways: { strategy: "None" },
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Isolated", cidrMask: 20 }],
  enableDnsHostnames: true,
  enableDnsSupport: true,
};
const PREFIX = "urn:pulumi:one::toys::";
const VPC = "awsx:ec2:Vpc$aws:ec2/vpc:Vpc";
const SUBNET = `${VPC}$aws:ec2/subnet:Subnet`;
const TABLE = `${SUBNET}$aws:ec2/routeTable:RouteTable`;
const ASSOCIATION = `${TABLE}$aws:ec2/routeTableAssociation:RouteTableAssociation`;

function network(args: Partial<awsx.ec2.VpcArgs> = {}): awsx.ec2.Vpc {
  const provider = new aws.Provider("aws", { region: REGION, allowedAccountIds: [OWNER.account], defaultTags: { tags: { owner: "me" } } });
  return new awsx.ec2.Vpc("net", { ...ARGUMENTS, ...args }, { providers: [provider] });
}

describe("awsx.ec2.Vpc", () => {
  it("has exactly the children of the real component, under the same parents", async () => {
    const rehearsal = await rehearseToys([
      toy(
        "one",
        only(() => network()),
      ),
    ]);
    assert.deepEqual(rehearsal.refusals, []);
    const made = rehearsal.resources.filter(({ type }) => type.startsWith("aws:") || type.startsWith("awsx:"));
    const short = (urn: string): string => urn.replace(PREFIX, "");
    assert.deepEqual(
      made.map(({ urn, parent, dependsOn, inputs: { tags, ...inputs } }) => [
        short(urn),
        short(parent),
        dependsOn.map(short),
        Object.keys(inputs),
        (tags as Record<string, string> | undefined)?.["Name"],
      ]),
      [
        [`${VPC}$aws:ec2/internetGateway:InternetGateway::net`, `${VPC}::net`, [`${VPC}::net`], ["vpcId"], "net"],
        ...[1, 2].map((zone) => [
          `${ASSOCIATION}::net-isolated-${zone}`,
          `${TABLE}::net-isolated-${zone}`,
          [`${TABLE}::net-isolated-${zone}`, `${SUBNET}::net-isolated-${zone}`],
          ["routeTableId", "subnetId"],
          undefined,
        ]),
        ...[1, 2].map((zone) => [
          `${TABLE}::net-isolated-${zone}`,
          `${SUBNET}::net-isolated-${zone}`,
          [`${SUBNET}::net-isolated-${zone}`, `${VPC}::net`],
          ["vpcId"],
          `net-isolated-${zone}`,
        ]),
        ...[1, 2].map((zone) => [
          `${SUBNET}::net-isolated-${zone}`,
          `${VPC}::net`,
          [`${VPC}::net`],
          ["assignIpv6AddressOnCreation", "availabilityZone", "cidrBlock", "mapPublicIpOnLaunch", "vpcId"],
          `net-isolated-${zone}`,
        ]),
        [`${VPC}::net`, "awsx:ec2:Vpc::net", [], ["cidrBlock", "enableDnsHostnames", "enableDnsSupport"], "net"],
        ["awsx:ec2:Vpc::net", "pulumi:pulumi:Stack::toys-one", [], [], undefined],
      ],
    );
  });

  it("gives its children the provider that it was given, with account and default tags", async () => {
    const rehearsal = await rehearseToys([
      toy(
        "one",
        only(() => network()),
        { account: "100000000001" },
      ),
    ]);
    const children = rehearsal.resources.filter(({ type }) => type.startsWith("aws:"));
    const { urn, id } = resourceOf(rehearsal, "pulumi:providers:aws");
    assert.deepEqual(
      new Set(children.map(({ account, region, provider }) => `${account} ${region} ${provider}`)),
      new Set([`${OWNER.account} ${REGION} ${urn}::${id}`]),
    );
    assert.deepEqual(resourceOf(rehearsal, "aws:ec2/vpc:Vpc").outputs["tagsAll"], { Name: "net", owner: "me" });
    assert.equal(resourceOf(rehearsal, "awsx:ec2:Vpc").account, OWNER.account);
  });

  it("takes the provider that a component above it was given", async () => {
    const rehearsal = await rehearseToys([
      toy(
        "one",
        only(() => {
          const provider = new aws.Provider("aws", { region: REGION, allowedAccountIds: [OWNER.account] });
          const outer = new pulumi.ComponentResource("toys:net:Outer", "outer", {}, { providers: [provider] });
          const inner = new pulumi.ComponentResource("toys:net:Inner", "inner", {}, { parent: outer });
          return new awsx.ec2.Vpc("net", ARGUMENTS, { parent: inner });
        }),
        { account: "100000000001" },
      ),
    ]);
    assert.equal(resourceOf(rehearsal, "aws:ec2/vpc:Vpc").account, OWNER.account);
  });

  it("hands its children to the program as resources with all their outputs, and with the edges of the real component", async () => {
    const rehearsal = await rehearseToys([
      toy("one", () => {
        const vpc = network();
        const routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id)));
        const provider = new aws.Provider("endpoint", { region: REGION, allowedAccountIds: [OWNER.account] });
        const serviceName = `com.amazonaws.${REGION}.dynamodb`;
        const endpoint = new aws.ec2.VpcEndpoint("endpoint", { vpcId: vpc.vpcId, serviceName, routeTableIds }, { provider });
        const block = vpc.vpc.apply((made) => made.cidrBlock);
        return { routeTableIds, endpoint: endpoint.id, block, subnets: vpc.isolatedSubnetIds };
      }),
    ]);
    assert.deepEqual(rehearsal.refusals, []);
    const idsOf = (type: string): readonly string[] => rehearsal.resources.filter((each) => each.type === type).map(({ id }) => id);
    const { outputs } = outcomeOf(rehearsal, "one");
    assert.deepEqual(outputs["routeTableIds"], idsOf("aws:ec2/routeTable:RouteTable"));
    assert.deepEqual(outputs["subnets"], idsOf("aws:ec2/subnet:Subnet"));
    assert.equal(outputs["block"], "10.20.0.0/16");
    assert.deepEqual(
      resourceOf(rehearsal, "aws:ec2/vpcEndpoint:VpcEndpoint").dependsOn.map((urn) => urn.replace(PREFIX, "")),
      [
        `${TABLE}::net-isolated-1`,
        `${TABLE}::net-isolated-2`,
        `${SUBNET}::net-isolated-1`,
        `${SUBNET}::net-isolated-2`,
        `${VPC}::net`,
        "awsx:ec2:Vpc::net",
      ],
    );
    // The engine needs a provider for the component, and its own to hand the children on.
    assert.deepEqual(
      rehearsal.resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ type, name }) => `${type} ${name}`),
      [
        "pulumi:providers:aws aws",
        "pulumi:providers:aws endpoint",
        "pulumi:providers:awsx default_3_9_0",
        "pulumi:providers:pulumi default",
      ],
    );
  });

  it("is refused with arguments that are not modelled", async () => {
    const { refusals } = await rehearseToys([
      toy(
        "one",
        only(() => network({ natGateways: { strategy: "Single" } })),
      ),
    ]);
    assert.deepEqual(refusals, [
      {
        stack: "one",
        urn: "urn:pulumi:one::toys::awsx:ec2:Vpc::net",
        code: "NotModelled",
        message: 'awsx:ec2:Vpc net: natGateways is not modelled with this value, got {"strategy":"Single"}',
        remedy: 'use { strategy: "None" }',
      },
    ]);
  });

  it("masks the secrets among its arguments in its children", async () => {
    const rehearsal = await rehearseToys([
      toy(
        "one",
        only(() => network({ tags: { key: pulumi.secret("correct horse") } })),
      ),
    ]);
    assert.deepEqual(resourceOf(rehearsal, "aws:ec2/vpc:Vpc").inputs["tags"], { Name: "net", key: "[secret]" });
    assert.doesNotMatch(JSON.stringify(rehearsal), /correct horse/);
  });
});

describe("another remote component", () => {
  it("is refused", async () => {
    const { refusals } = await rehearseToys([
      toy(
        "one",
        only(() => new awsx.ecr.Repository("images", {})),
      ),
    ]);
    assert.deepEqual(
      refusals.map(({ code, message }) => [code, message]),
      [["NotModelled", 'a remote component that is not modelled, got "awsx:ecr:Repository"']],
    );
  });
});
