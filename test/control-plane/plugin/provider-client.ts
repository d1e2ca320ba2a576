import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import { call, METHODS, type SpawnedProvider, struct, valuesOf } from "./spawned-provider.ts";

/** The URN of a test's resource. */
export function urnOf(type: string, name = "it"): string {
  return `urn:pulumi:data.orders::palisade::palisade:data:Table$${type}::${name}`;
}

/** Sends an aws provider the requests that Pulumi's engine sends. */
export class ProviderClient {
  readonly #provider: SpawnedProvider;

  constructor(provider: SpawnedProvider) {
    this.#provider = provider;
  }

  async configure(args: Readonly<Record<string, unknown>>): Promise<InstanceType<typeof providerPb.ConfigureResponse>> {
    const request = new providerPb.ConfigureRequest();
    request.setArgs(struct(args));
    return await call(this.#provider.client, METHODS.configure, request);
  }

  async check(type: string, news: Readonly<Record<string, unknown>>, name = "it"): Promise<InstanceType<typeof providerPb.CheckResponse>> {
    const request = new providerPb.CheckRequest();
    request.setUrn(urnOf(type, name));
    request.setNews(struct(news));
    return await call(this.#provider.client, METHODS.check, request);
  }

  async create(
    type: string,
    inputs: Readonly<Record<string, unknown>>,
    name = "it",
    preview = false,
  ): Promise<{ id: string; outputs: Record<string, unknown> }> {
    const request = new providerPb.CreateRequest();
    request.setUrn(urnOf(type, name));
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    const response = await call(this.#provider.client, METHODS.create, request);
    return { id: response.getId(), outputs: valuesOf(response.getProperties()) };
  }

  async read(
    type: string,
    id: string,
    current: Readonly<Record<string, unknown>> = {},
  ): Promise<InstanceType<typeof providerPb.ReadResponse>> {
    const request = new providerPb.ReadRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    request.setProperties(struct(current));
    request.setInputs(struct(current));
    return await call(this.#provider.client, METHODS.read, request);
  }

  async remove(type: string, id: string): Promise<void> {
    const request = new providerPb.DeleteRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    await call(this.#provider.client, METHODS.delete, request);
  }
}
