import grpc from "@grpc/grpc-js";
import type { CheckRequest, ConstructRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import {
  AWSX_VPC,
  awsxVpcChildren,
  awsxVpcDependencies,
  awsxVpcOutputs,
  type Child,
  childInputs,
  type RegisteredChild,
} from "../awsx-vpc.ts";
import { type Properties, UNKNOWN } from "../properties.ts";
import { commonHandlers, type Handlers } from "./serve.ts";
import { receive, resourceValue, send } from "./struct-properties.ts";

type RegisterRequest = InstanceType<typeof resourcePb.RegisterResourceRequest>;
type Register = (request: RegisterRequest) => Promise<RegisterResourceResponse>;

/** `awsx.ec2.Vpc` behind Pulumi's provider protocol: registers the same children as the real component. */
export function awsxProvider(version: string, awsVersion: string): Handlers {
  return {
    ...commonHandlers("awsx", version),
    checkConfig: (request: CheckRequest) => {
      const response = new providerPb.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    },
    construct: (request: ConstructRequest) => constructVpc(request, awsVersion),
  };
}

async function constructVpc(request: ConstructRequest, awsVersion: string): Promise<InstanceType<typeof providerPb.ConstructResponse>> {
  if (request.getType() !== AWSX_VPC) {
    throw new Error(
      `awsx provider: a component that is not modelled, got ${JSON.stringify(request.getType())}; use ${AWSX_VPC} or resources of aws`,
    );
  }
  const args = receive(request.getInputs()).properties;
  const children = awsxVpcChildren(request.getName(), args);
  const monitor = new resourceGrpc.ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure());
  const register: Register = (message) =>
    new Promise((resolve, reject) => {
      monitor.registerResource(message, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  try {
    const component = (await register(componentRequest(request))).getUrn();
    const registered = await registerChildren(children, request, component, register, awsVersion);
    await registerNoOutputs(monitor, component);
    return responseOf(component, args, registered);
  } finally {
    monitor.close();
  }
}

function componentRequest(request: ConstructRequest): RegisterRequest {
  const message = new resourcePb.RegisterResourceRequest();
  message.setType(request.getType());
  message.setName(request.getName());
  message.setParent(request.getParent());
  message.setObject(send({}));
  message.setAcceptsecrets(true);
  message.setAcceptresources(true);
  message.setAliasesList(request.getAliasesList());
  message.setAliasspecs(true);
  message.setDependenciesList(request.getDependenciesList());
  if (request.hasProtect()) message.setProtect(request.getProtect() === true);
  if (request.hasRetainondelete()) message.setRetainondelete(request.getRetainondelete() === true);
  request.getProvidersMap().forEach((provider, name) => message.getProvidersMap().set(name, provider));
  return message;
}

type Registered = Child & RegisteredChild & { readonly outputs: Properties };

/** Registers the children in order. Each one gets the outputs of earlier ones as inputs. */
async function registerChildren(
  children: readonly Child[],
  request: ConstructRequest,
  component: string,
  register: Register,
  awsVersion: string,
): Promise<readonly Registered[]> {
  const registered = new Map<string, Registered>();
  const urnOf = (key: string | undefined): string => (key === undefined ? component : (registered.get(key)?.urn ?? component));
  const outputsOf = (key: string): Properties => registered.get(key)?.outputs ?? {};
  for (const child of children) {
    const message = new resourcePb.RegisterResourceRequest();
    message.setType(child.type);
    message.setName(child.name);
    message.setParent(urnOf(child.parent));
    message.setCustom(true);
    message.setObject(send(childInputs(child, outputsOf)));
    message.setAcceptsecrets(true);
    message.setAcceptresources(true);
    message.setSupportspartialvalues(true);
    message.setVersion(awsVersion);
    message.setProvider(request.getProvidersMap().get("aws") ?? "");
    // The children of a protected component are protected too, as in Pulumi's SDKs.
    if (request.hasProtect()) message.setProtect(request.getProtect() === true);
    if (request.hasRetainondelete()) message.setRetainondelete(request.getRetainondelete() === true);
    const needed = Object.values(child.references).map((reference) => reference.child);
    message.setDependenciesList([...new Set([...needed, ...child.dependsOn])].map(urnOf));
    for (const input of Object.keys(child.inputs)) message.getPropertydependenciesMap().set(input, dependencies([]));
    for (const [input, reference] of Object.entries(child.references)) {
      message.getPropertydependenciesMap().set(input, dependencies([urnOf(reference.child)]));
    }
    const response = await register(message);
    const id = response.getId() === "" ? UNKNOWN : response.getId();
    const outputs = { ...receive(response.getObject()).properties, id };
    registered.set(child.key, { ...child, urn: response.getUrn(), id, outputs });
  }
  return [...registered.values()];
}

function dependencies(urns: string[]): InstanceType<typeof resourcePb.RegisterResourceRequest.PropertyDependencies> {
  const message = new resourcePb.RegisterResourceRequest.PropertyDependencies();
  message.setUrnsList(urns);
  return message;
}

/** The real component registers no outputs. They are in the response only. */
function registerNoOutputs(monitor: InstanceType<typeof resourceGrpc.ResourceMonitorClient>, urn: string): Promise<void> {
  const message = new resourcePb.RegisterResourceOutputsRequest();
  message.setUrn(urn);
  message.setOutputs(send({}));
  return new Promise((resolve, reject) => {
    monitor.registerResourceOutputs(message, (error) => (error === null ? resolve() : reject(error)));
  });
}

function responseOf(
  component: string,
  args: Properties,
  children: readonly Registered[],
): InstanceType<typeof providerPb.ConstructResponse> {
  const outputs = awsxVpcOutputs(args, children, ({ urn, id }) => resourceValue({ urn, id }));
  const response = new providerPb.ConstructResponse();
  response.setUrn(component);
  response.setState(send(outputs));
  for (const name of Object.keys(outputs)) {
    const message = new providerPb.ConstructResponse.PropertyDependencies();
    message.setUrnsList([...awsxVpcDependencies(name, children)]);
    response.getStatedependenciesMap().set(name, message);
  }
  return response;
}
