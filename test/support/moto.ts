import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Another implementation of AWS's APIs, in Python. */
export interface Moto {
  readonly url: string;
  readonly stop: () => void;
}

const TRIES = 300;
const PAUSE_MILLISECONDS = 100;

/** Starts moto on loopback; resolves when it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn("python3", ["-m", "moto.server", "--host", "127.0.0.1", "--port", port.toString()], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port.toString()}`;
  for (let tried = 0; tried < TRIES; tried++) {
    if (await fetch(url).then(Boolean, () => false)) return { url, stop: () => void child.kill("SIGKILL") };
    await setTimeout(PAUSE_MILLISECONDS);
  }
  child.kill("SIGKILL");
  throw new Error(`moto does not answer at ${url}`);
}

/** Starts moto, and has the SDK of this process call it until it stops, in a region. */
export async function callMoto(region: string): Promise<Moto> {
  const saved = { ...process.env };
  const moto = await startMoto();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
  });
  return {
    ...moto,
    stop: () => {
      moto.stop();
      for (const name of Object.keys(process.env)) if (!(name in saved)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, saved);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
