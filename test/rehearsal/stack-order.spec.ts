import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { ancestorsOf, visitInOrder } from "../../rehearsal/stack-order.ts";

const node = (name: string, ...dependsOn: readonly string[]) => ({ name, dependsOn });

describe("the order of stacks", () => {
  it("knows all that comes before each", () => {
    const ancestors = ancestorsOf([node("c", "b"), node("b", "a"), node("a"), node("d", "a", "c")]);
    assert.deepEqual([...ancestors].map(([name, before]) => [name, [...before].sort()]).sort(), [
      ["a", []],
      ["b", ["a"]],
      ["c", ["a", "b"]],
      ["d", ["a", "b", "c"]],
    ]);
  });

  for (const [fault, nodes, message] of [
    [
      "a cycle",
      [node("a", "c"), node("b", "a"), node("c", "b")],
      'stacks: a cycle of dependencies, got "a → c → b → a"; let data flow one way only',
    ],
    ["a stack that does not exist", [node("a", "x")], 'stacks: a depends on a stack that does not exist, got "x"; correct its dependsOn'],
    ["a name of two stacks", [node("a"), node("a")], 'stacks: a name that two stacks have, got "a"; name each stack once'],
  ] as const) {
    it(`refuses ${fault}`, () => {
      assert.throws(() => ancestorsOf(nodes), { message });
    });
  }

  it("is kept, never with more at once than allowed", async () => {
    const graphs = fc
      .array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 })
      .map((edges) => edges.map((before, index) => node(String(index), ...before.filter((other) => other < index).map(String))));
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (nodes, concurrency) => {
        const done = new Set<string>();
        let running = 0;
        await visitInOrder(nodes, concurrency, async ({ name, dependsOn }) => {
          assert.equal(++running <= concurrency, true);
          assert.equal(
            dependsOn.every((before) => done.has(before)),
            true,
          );
          await nextTurn();
          done.add(name);
          running--;
        });
        assert.equal(done.size, nodes.length);
      }),
      { numRuns: 100, seed: 20261122 },
    );
  });

  it("passes on what a visit throws", async () => {
    await assert.rejects(
      visitInOrder([node("a")], 1, () => Promise.reject(new Error("no"))),
      { message: "no" },
    );
  });
});
