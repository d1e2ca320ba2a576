import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { awsxVpcChildren, awsxVpcDependencies, awsxVpcOutputs, childInputs } from "../../control-plane/awsx-vpc.ts";
import { type Properties, UNKNOWN } from "../../control-plane/properties.ts";

/** What the real component of @pulumi/awsx 3.9.0 registered; ids there are the short type and the name. */
interface Recorded {
  readonly args: Properties;
  readonly children: readonly { readonly type: string; readonly name: string; readonly parent: string; readonly inputs: Properties }[];
  readonly outputs: readonly string[];
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

function recorded(zones: number): Recorded {
  return JSON.parse(readFileSync(new URL(`golden/awsx-vpc-${zones}.json`, import.meta.url), "utf8")) as Recorded;
}

function idOf(key: string): string {
  const [type = "", name = ""] = key.split(" ");
  return `${type.split("/")[1]?.split(":")[0] ?? ""}-${name}`;
}

const outputsOf = (key: string): Properties => ({ id: idOf(key), ipv6CidrBlock: "" });

describe("the children of awsx.ec2.Vpc", () => {
  for (const zones of [1, 2, 3]) {
    const { args, children, outputs, dependencies } = recorded(zones);
    const made = awsxVpcChildren("net", args);
    const registered = made.map((child) => ({ ...child, urn: child.key, id: idOf(child.key) }));

    it(`are those of the real component for ${zones} zones`, () => {
      const shown = made.map((child) => ({
        type: child.type,
        name: child.name,
        parent: child.parent ?? "awsx:ec2:Vpc net",
        inputs: childInputs(child, outputsOf),
      }));
      assert.deepEqual(shown, children);
    });

    it(`give the outputs of the real component for ${zones} zones, with their dependencies`, () => {
      const given = awsxVpcOutputs(args, registered, ({ id }) => id);
      assert.deepEqual(Object.keys(given).sort(), outputs);
      for (const [output, urns] of Object.entries(dependencies)) {
        assert.deepEqual([...awsxVpcDependencies(output, registered)].sort(), urns, output);
      }
    });
  }

  const args = recorded(2).args;

  it("come after those that they refer to", () => {
    const seen = new Set<string>();
    for (const child of awsxVpcChildren("net", args)) {
      const needed = [child.parent, ...child.dependsOn, ...Object.values(child.references).map((reference) => reference.child)];
      for (const key of needed) assert.ok(key === undefined || seen.has(key), `${child.key} before ${String(key)}`);
      seen.add(child.key);
    }
  });

  it("hand the VPC's unknown block of IPv6 addresses on in a preview, and nothing when there is none", () => {
    const subnet = awsxVpcChildren("net", args).find(({ type }) => type === "aws:ec2/subnet:Subnet");
    assert.ok(subnet);
    assert.equal(childInputs(subnet, () => ({ id: UNKNOWN, ipv6CidrBlock: UNKNOWN }))["ipv6CidrBlock"], UNKNOWN);
    assert.ok(!("ipv6CidrBlock" in childInputs(subnet, outputsOf)));
  });

  it("tell the size of their subnets", () => {
    const registered = awsxVpcChildren("net", args).map((child) => ({ ...child, urn: child.key, id: child.key }));
    const { subnetLayout } = awsxVpcOutputs(args, registered, ({ id }) => id);
    assert.deepEqual(subnetLayout, [{ type: "Isolated", cidrMask: 20, size: 4096 }]);
  });

  it("leave the list of subnet ids unknown as a whole while one is", () => {
    const registered = awsxVpcChildren("net", args).map((child) => ({ ...child, urn: child.key, id: UNKNOWN }));
    const given = awsxVpcOutputs(args, registered, ({ id }) => id);
    assert.equal(given["isolatedSubnetIds"], UNKNOWN);
    assert.deepEqual(given["isolatedSubnets"], [UNKNOWN, UNKNOWN]);
  });

  const refused: readonly (readonly [name: string, change: Properties, says: RegExp])[] = [
    [
      "an argument that is not modelled",
      { numberOfAvailabilityZones: 2 },
      /numberOfAvailabilityZones is not modelled with this value, got 2; the modelled arguments are/,
    ],
    ["endpoints inside the component", { vpcEndpointSpecs: [] }, /vpcEndpointSpecs is not modelled/],
    ["NAT gateways", { natGateways: { strategy: "Single" } }, /natGateways .* use \{ strategy: "None" \}/],
    ["the legacy subnet strategy", { subnetStrategy: "Legacy" }, /subnetStrategy .* use "Auto"/],
    ["public subnets", { subnetSpecs: [{ type: "Public", cidrMask: 20 }] }, /subnetSpecs .* one Isolated subnet/],
    [
      "two kinds of subnets",
      {
        subnetSpecs: [
          { type: "Isolated", cidrMask: 20 },
          { type: "Isolated", cidrMask: 24 },
        ],
      },
      /subnetSpecs/,
    ],
    ["a subnet with a name", { subnetSpecs: [{ type: "Isolated", cidrMask: 20, name: "x" }] }, /subnetSpecs/],
    ["four zones", { availabilityZoneNames: ["a", "b", "c", "d"] }, /availabilityZoneNames .* one to 3/],
    ["the same zone twice", { availabilityZoneNames: ["a", "a"] }, /availabilityZoneNames/],
    ["subnets larger than a zone's part", { subnetSpecs: [{ type: "Isolated", cidrMask: 16 }] }, /cidrMask of at least 17/],
    ["a block that is none", { cidrBlock: "10.20.0.0" }, /cidrBlock/],
  ];
  for (const [name, change, says] of refused) {
    it(`refuse ${name}`, () => {
      assert.throws(() => awsxVpcChildren("net", { ...args, ...change }), says);
    });
  }

  it("take an argument that is given as undefined", () => {
    assert.equal(awsxVpcChildren("net", { ...args, numberOfAvailabilityZones: undefined }).length, 8);
  });
});
