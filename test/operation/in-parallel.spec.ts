import assert from "node:assert/strict";
import { inParallel } from "../../operation/in-parallel.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("doing something with many items", () => {
  it("answers in their order, and does no more at once than is allowed", async () => {
    let [running, most] = [0, 0];
    const answers = await inParallel([3, 1, 2, 0], 2, async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let left = turns; left > 0; left -= 1) await turn();
      running -= 1;
      return turns * 2;
    });
    assert.deepEqual([answers, most], [[6, 2, 4, 0], 2]);
  });

  it("ends what it began before it throws the first error, and begins nothing more", async () => {
    const ended: string[] = [];
    const acting = inParallel(["slow", "faulty", "never"], 2, async (item) => {
      if (item === "faulty") throw new Error("a fault");
      for (let left = 5; left > 0; left -= 1) await turn();
      ended.push(item);
    });
    await assert.rejects(acting, /a fault/);
    assert.deepEqual(ended, ["slow"]);
  });
});
