import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import type { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

/** The pack in a process of its own, as Pulumi's language host starts it. */
export interface SpawnedPack {
  readonly client: AnalyzerClient;
  /** Ends the process and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

const FOLDER = fileURLToPath(new URL("../../policy-pack/", import.meta.url));

/** Starts the pack; it is ready once it has printed its port. Throws with what it printed when it ends before. */
export async function spawnPack(): Promise<SpawnedPack> {
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [runner, "127.0.0.1:0", FOLDER], { cwd: FOLDER, stdio: ["ignore", "pipe", "pipe"] });
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
