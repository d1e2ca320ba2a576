import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import grpc from "@grpc/grpc-js";
import analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerPb from "@pulumi/pulumi/proto/analyzer_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { RegisteredResource } from "../policy-pack/judge-resources.ts";

/** A pack in a process of its own, as Pulumi's engine talks to it. */
export interface ServedPack {
  /** From the start of the process until it answers. */
  readonly milliseconds: number;
  /** Has one resource judged by all rules. */
  readonly analyze: (resource: RegisteredResource) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts the pack in a folder with its packages. Throws if it ends before it answers. */
export async function servePack(folder: string): Promise<ServedPack> {
  const start = performance.now();
  const { client, stop } = await startPack(folder);
  const milliseconds = performance.now() - start;
  return {
    milliseconds,
    analyze: ({ urn, type, name, inputs }) => {
      const request = new analyzerPb.AnalyzeRequest();
      request.setUrn(urn);
      request.setType(type);
      request.setName(name);
      request.setProperties(structPb.Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs)) as Record<string, structPb.JavaScriptValue>));
      request.setOptions(new analyzerPb.AnalyzerResourceOptions());
      return new Promise((resolve, reject) => {
        client.analyze(request, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    },
    stop,
  };
}

/** A pack that answers. */
export interface StartedPack {
  readonly client: analyzerGrpc.AnalyzerClient;
  /** Ends the process and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a pack as Pulumi's language host does; it is ready once it has printed its port. Throws with what it printed when it ends before.
 * @param node the Node that runs it @default that of this process
 */
export async function startPack(folder: string, node: string = process.execPath): Promise<StartedPack> {
  const runner = createRequire(path.join(folder, "index.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(node, [runner, "127.0.0.1:0", folder], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const port = await portOf(child);
  const client = new analyzerGrpc.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    client,
    stop: async () => {
      client.close();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
    },
  };
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const port = /^(\d+)\s*$/m.exec(printed)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the pack ended with ${code ?? "a signal"}: ${printed}`)));
  });
}
