import assert from "node:assert/strict";
import fc from "fast-check";
import { reversed, type Step, walk } from "../../operation/walk.ts";

const step = (name: string, ...dependsOn: readonly string[]): Step => ({ name, dependsOn });

/** Steps that depend on earlier ones alone, with whether each goes well. */
const graphs = fc
  .array(fc.record({ after: fc.array(fc.nat(11), { maxLength: 4 }), goesWell: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((nodes) =>
    nodes.map(({ after, goesWell }, index) => ({
      name: `s${index}`,
      dependsOn: [...new Set(after.filter((other) => other < index).map((other) => `s${other}`))],
      goesWell,
    })),
  );

describe("walking steps", () => {
  it("begins each after all it depends on, never more at once than allowed, and leaves out only what depends on a failure", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), fc.scheduler(), async (steps, atOnce, scheduler) => {
        const ended = new Map<string, boolean>();
        let underWay = 0;
        const walked = walk(steps, { atOnce }, async ({ name, dependsOn, goesWell }) => {
          underWay += 1;
          assert.ok(underWay <= atOnce);
          for (const other of dependsOn) assert.equal(ended.get(other), true, `${name} began before ${other}`);
          await scheduler.schedule(Promise.resolve(), name);
          underWay -= 1;
          ended.set(name, goesWell);
          return goesWell;
        });
        const fates = await scheduler.waitFor(walked);
        for (const { name, dependsOn, goesWell } of steps) {
          const isLeftOut = dependsOn.some((other) => fates.get(other) !== "done");
          assert.equal(typeof fates.get(name) === "object", isLeftOut);
          if (!isLeftOut) assert.equal(fates.get(name), goesWell ? "done" : "failed");
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("runs no more steps of a group than its limit, while others go on", async () => {
    const running: string[] = [];
    const seen = new Set<string>();
    const steps = ["few.a", "few.b", "many.a", "many.b"].map((name) => step(name));
    await walk(steps, { atOnce: 4, groupOf: (name) => name.split(".")[0] ?? "", limits: { few: 1 } }, async ({ name }) => {
      running.push(name);
      seen.add([...running].sort().join());
      await new Promise((resolve) => setImmediate(resolve));
      running.splice(running.indexOf(name), 1);
      return true;
    });
    assert.ok(seen.has("few.a,many.a,many.b"), [...seen].join(" "));
    assert.ok(![...seen].some((names) => names.includes("few.a") && names.includes("few.b")));
  });

  it("ends what it began before it throws what a step threw, and begins nothing more", async () => {
    const ended: string[] = [];
    const fault = new Error("a fault");
    const walked = walk([step("slow"), step("faulty"), step("later"), step("after", "slow")], { atOnce: 2 }, async ({ name }) => {
      if (name === "faulty") throw fault;
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      ended.push(name);
      return true;
    });
    await assert.rejects(walked, fault);
    assert.deepEqual(ended, ["slow"]);
  });

  it("names the dependency for which each step was left out", async () => {
    const steps = [step("a"), step("b", "a"), step("c", "b"), step("d")];
    const fates = await walk(steps, { atOnce: 2 }, ({ name }) => Promise.resolve(name !== "a"));
    assert.deepEqual(Object.fromEntries(fates), { a: "failed", b: { after: "a" }, c: { after: "b" }, d: "done" });
  });

  it("begins nothing more once it is stopped, and waits for what is under way", async () => {
    const stop = new AbortController();
    const fates = await walk([step("a"), step("b", "a"), step("c")], { atOnce: 1, signal: stop.signal }, () => {
      stop.abort();
      return Promise.resolve(true);
    });
    assert.deepEqual(Object.fromEntries(fates), { a: "done", b: "stopped", c: "stopped" });
  });

  it("counts what is not among the steps as done", async () => {
    const fates = await walk([step("b", "a")], { atOnce: 1 }, () => Promise.resolve(true));
    assert.deepEqual(Object.fromEntries(fates), { b: "done" });
  });

  it("refuses steps that wait for each other", async () => {
    await assert.rejects(
      walk([step("a", "b"), step("b", "a")], { atOnce: 1 }, () => Promise.resolve(true)),
      /steps wait for each other: a, b/,
    );
  });

  it("passes on what a step throws", async () => {
    await assert.rejects(
      walk([step("a")], { atOnce: 1 }, () => Promise.reject(new Error("broken"))),
      /broken/,
    );
  });

  it("turns the order round", () => {
    assert.deepEqual(reversed([step("a"), step("b", "a"), step("c", "a", "b")]), [step("c"), step("b", "c"), step("a", "b", "c")]);
  });
});
