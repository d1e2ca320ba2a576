import assert from "node:assert/strict";
import { createServer } from "node:net";
import { spawnProvider } from "./spawned-provider.ts";

describe("a provider plugin's process", () => {
  it("says what is missing when it has no folder", async () => {
    await assert.rejects(
      spawnProvider("aws", { PALISADE_SANDBOX_STATE: "" }),
      /ended with 1: pulumi-resource-aws: PALISADE_SANDBOX_STATE is not set, got nothing/,
    );
  });

  it("ends with the engine that started it", async () => {
    const engine = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => engine.once("listening", resolve));
    const { port } = engine.address() as { port: number };
    const provider = await spawnProvider("awsx", {}, [`127.0.0.1:${port}`]);
    const ended = new Promise<number | null>((resolve) => provider.child.on("close", resolve));
    engine.close();
    assert.equal(await ended, 0);
    provider.client.close();
  });
});
