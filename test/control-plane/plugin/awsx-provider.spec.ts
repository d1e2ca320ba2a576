import assert from "node:assert/strict";
import grpc from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { UNKNOWN } from "../../../control-plane/properties.ts";
import { call, METHODS, type SpawnedProvider, spawnProvider, struct, valuesOf } from "./spawned-provider.ts";

const PROVIDER = "urn:pulumi:s::p::pulumi:providers:aws::owner::id";
const ARGS = {
  cidrBlock: "10.20.0.0/16",
  availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
  natGateways: { strategy: "None" },
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Isolated", cidrMask: 20 }],
};

/** Stands in for the engine's monitor: remembers what is registered, and gives ids unless it previews. */
class Monitor {
  readonly registered: RegisterResourceRequest[] = [];
  readonly finished: string[] = [];
  isPreview = false;
  readonly #server = new grpc.Server();

  async listen(): Promise<string> {
    const methods = Object.keys(resourceGrpc.ResourceMonitorService);
    const mocked: grpc.UntypedServiceImplementation = {
      registerResource: (({ request }, answer) => answer(null, this.#register(request))) as grpc.handleUnaryCall<
        RegisterResourceRequest,
        InstanceType<typeof resourcePb.RegisterResourceResponse>
      >,
      registerResourceOutputs: (({ request }, answer) => {
        this.finished.push(request.getUrn());
        answer(null, new emptyPb.Empty());
      }) as grpc.handleUnaryCall<InstanceType<typeof resourcePb.RegisterResourceOutputsRequest>, InstanceType<typeof emptyPb.Empty>>,
    };
    const unmocked: grpc.UntypedHandleCall = (_: unknown, answer: grpc.sendUnaryData<never>) => answer({ code: grpc.status.UNIMPLEMENTED });
    this.#server.addService(
      resourceGrpc.ResourceMonitorService,
      Object.fromEntries(methods.map((name) => [name, mocked[name] ?? unmocked])),
    );
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #register(request: RegisterResourceRequest): InstanceType<typeof resourcePb.RegisterResourceResponse> {
    this.registered.push(request);
    const response = new resourcePb.RegisterResourceResponse();
    response.setUrn(`${request.getType()}::${request.getName()}`);
    if (request.getCustom() && !this.isPreview) response.setId(`${request.getType().split(":")[2] ?? ""}-${request.getName()}`);
    response.setObject(
      struct({ ...valuesOf(request.getObject()), ...(this.isPreview ? { ipv6CidrBlock: UNKNOWN } : { ipv6CidrBlock: "" }) }),
    );
    return response;
  }
}

describe("the awsx provider plugin", () => {
  let provider: SpawnedProvider;
  let monitor: Monitor;
  let endpoint = "";

  before(async () => {
    provider = await spawnProvider("awsx");
  });
  after(() => provider.stop());
  beforeEach(async () => {
    monitor = new Monitor();
    endpoint = await monitor.listen();
  });
  afterEach(() => monitor.close());

  async function construct(
    args: Readonly<Record<string, unknown>>,
    type = "awsx:ec2:Vpc",
  ): Promise<InstanceType<typeof providerPb.ConstructResponse>> {
    const request = new providerPb.ConstructRequest();
    request.setType(type);
    request.setName("net");
    request.setParent("stack");
    request.setMonitorendpoint(endpoint);
    request.setInputs(struct(args));
    request.setDependenciesList(["before"]);
    request.setProtect(true);
    request.getProvidersMap().set("aws", PROVIDER);
    return await call(provider.client, METHODS.construct, request);
  }

  it("registers the component and its children with their parents, providers and dependencies", async () => {
    await construct(ARGS);
    const shown = monitor.registered.map((request) => [
      request.getType(),
      request.getName(),
      request.getParent(),
      request.getCustom() ? request.getProvider() : request.getProvidersMap().get("aws"),
      request.getDependenciesList(),
    ]);
    const vpc = "aws:ec2/vpc:Vpc::net";
    assert.deepEqual(shown.slice(0, 4), [
      ["awsx:ec2:Vpc", "net", "stack", PROVIDER, ["before"]],
      ["aws:ec2/vpc:Vpc", "net", "awsx:ec2:Vpc::net", PROVIDER, []],
      ["aws:ec2/internetGateway:InternetGateway", "net", vpc, PROVIDER, [vpc]],
      ["aws:ec2/subnet:Subnet", "net-isolated-1", vpc, PROVIDER, [vpc]],
    ]);
    assert.deepEqual(shown.at(-1), [
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "net-isolated-2",
      "aws:ec2/routeTable:RouteTable::net-isolated-2",
      PROVIDER,
      ["aws:ec2/routeTable:RouteTable::net-isolated-2", "aws:ec2/subnet:Subnet::net-isolated-2"],
    ]);
    assert.equal(shown.length, 9);
    for (const request of monitor.registered) assert.equal(request.getProtect(), true, "what protects the component protects its children");
    assert.deepEqual(monitor.finished, ["awsx:ec2:Vpc::net"]);
  });

  it("hands the ids of its children on, as inputs and as outputs", async () => {
    const response = await construct(ARGS);
    const subnet = monitor.registered.find((request) => request.getName() === "net-isolated-1");
    assert.deepEqual(valuesOf(subnet?.getObject()), {
      assignIpv6AddressOnCreation: false,
      availabilityZone: "eu-west-1a",
      cidrBlock: "10.20.0.0/20",
      mapPublicIpOnLaunch: false,
      tags: { Name: "net-isolated-1", SubnetType: "Isolated" },
      vpcId: "Vpc-net",
    });
    assert.deepEqual(subnet?.getPropertydependenciesMap().get("vpcId")?.getUrnsList(), ["aws:ec2/vpc:Vpc::net"]);
    const state = valuesOf(response.getState());
    assert.equal(response.getUrn(), "awsx:ec2:Vpc::net");
    assert.equal(state["vpcId"], "Vpc-net");
    assert.deepEqual(state["isolatedSubnetIds"], ["Subnet-net-isolated-1", "Subnet-net-isolated-2"]);
    const reference = {
      "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
      urn: "aws:ec2/vpc:Vpc::net",
      id: "Vpc-net",
    };
    assert.deepEqual(state["vpc"], reference);
    const dependencies = response.getStatedependenciesMap().get("routeTables")?.getUrnsList() ?? [];
    assert.ok(dependencies.includes("aws:ec2/routeTable:RouteTable::net-isolated-1"));
  });

  it("knows no ids in a preview", async () => {
    monitor.isPreview = true;
    const state = valuesOf((await construct(ARGS)).getState());
    const subnet = valuesOf(monitor.registered.find((request) => request.getName() === "net-isolated-1")?.getObject());
    assert.deepEqual([subnet["vpcId"], subnet["ipv6CidrBlock"]], [UNKNOWN, UNKNOWN]);
    assert.deepEqual([state["vpcId"], state["isolatedSubnetIds"]], [UNKNOWN, UNKNOWN]);
    assert.equal((state["routeTables"] as unknown[]).length, 2);
  });

  it("refuses arguments and components that are not modelled, by name, before anything is registered", async () => {
    await assert.rejects(
      construct({ ...ARGS, numberOfAvailabilityZones: 2 }),
      /awsx:ec2:Vpc net: numberOfAvailabilityZones is not modelled/,
    );
    await assert.rejects(construct({}, "awsx:lb:ApplicationLoadBalancer"), /not modelled, got "awsx:lb:ApplicationLoadBalancer"/);
    assert.deepEqual(monitor.registered, []);
  });
});
