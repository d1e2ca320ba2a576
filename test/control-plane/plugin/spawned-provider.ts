import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import structPb, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** A provider plugin that was started as the engine starts it, with a client that speaks to it. */
export interface SpawnedProvider {
  readonly client: ResourceProviderClient;
  readonly child: ChildProcess;
  readonly port: number;
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

/** Starts a plugin and waits for the port that it prints. `args` are what the engine passes on the command line. */
export async function spawnProvider(
  name: "aws" | "awsx",
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<SpawnedProvider> {
  const executable = fileURLToPath(new URL(`../../../control-plane/plugin/pulumi-resource-${name}`, import.meta.url));
  const child = spawn(executable, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    let output = "";
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (/^\d+\n$/.test(output)) resolve(Number(output));
    });
    child.on("close", (code) => reject(new Error(`ended with ${String(code)}: ${complaint}`)));
  });
  const client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const stop = async (): Promise<void> => {
    client.close();
    child.kill("SIGINT");
    await ended;
  };
  return { client, child, port, stop };
}

/** The methods of the provider protocol. */
export const METHODS = providerGrpc.ResourceProviderService;

/** Calls a method of a provider. Rejects with the error that the engine would show. */
export function call<Request, Response>(
  client: ResourceProviderClient,
  { path, requestSerialize, responseDeserialize }: grpc.MethodDefinition<Request, Response>,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) => {
      if (error !== null || response === undefined) reject(new Error(error?.details ?? "no response"));
      else resolve(response);
    });
  });
}

/** Properties as they go over the wire. */
export function struct(properties: Readonly<Record<string, unknown>>): Struct {
  return structPb.Struct.fromJavaScript(properties as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

/** Properties as they came over the wire. */
export function valuesOf(message: Struct | undefined): Record<string, unknown> {
  return message?.toJavaScript() ?? {};
}

/** A secret as it goes over the wire. */
export function secret(value: unknown): Record<string, unknown> {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}
