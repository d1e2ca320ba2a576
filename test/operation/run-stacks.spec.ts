import assert from "node:assert/strict";
import type { Change } from "../../operation/engine-events.ts";
import { emptyReport, type StackReport } from "../../operation/operate.ts";
import { type RunOptions, runStacks, type Stacks, type Work } from "../../operation/run-stacks.ts";
import { readStackState } from "../../operation/stack-state.ts";
import type { Step } from "../../operation/walk.ts";

const THROTTLED = "creating Organizations Policy: TooManyRequestsException: AWS Organizations can't complete your request";
const change: Change = { urn: "urn", kind: "create", properties: [] };
const step = (name: string, ...dependsOn: readonly string[]): Step => ({ name, dependsOn });

/** Stacks whose updates answer with these errors one after the other; an update without one succeeds. */
function standIn(errors: Readonly<Record<string, readonly (readonly string[])[]>> = {}) {
  const log: string[] = [];
  const running = new Set<string>();
  let most = 0;
  let writes = 0;
  const tries = new Map<string, number>();
  const tags = new Map<string, Record<string, string>>();
  const states = new Map<string, number>();
  const operator: Stacks = {
    create: (name) => {
      log.push(`create ${name}`);
      return Promise.resolve();
    },
    state: (name) => Promise.resolve(readStackState({ manifest: { time: String(states.get(name) ?? "") } })),
    tags: (name) => Promise.resolve(tags.get(name) ?? {}),
    tag: (name, key, value) => {
      tags.set(name, { ...tags.get(name), [key]: value ?? "" });
      return Promise.resolve();
    },
    run: async (verb, name): Promise<StackReport> => {
      log.push(`${verb} ${name}`);
      running.add(name);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(name);
      const index = tries.get(name) ?? 0;
      tries.set(name, index + 1);
      const said = errors[name]?.[index] ?? [];
      states.set(name, ++writes);
      const report = emptyReport(name, said.length === 0 ? undefined : { kind: "failed" }, performance.now());
      return { ...report, isSkipped: false, changes: [change], errors: said };
    },
  };
  return { operator, log, most: () => most };
}

const silent = { onBegin: () => undefined, onChange: () => undefined, onEnd: () => undefined };

function options(change: Partial<RunOptions> = {}): RunOptions & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    existing: new Set(),
    atOnce: 8,
    stop: { signal: new AbortController().signal, reachedEngines: false },
    listener: { ...silent, onPause: (_, seconds) => void pauses.push(seconds) },
    pause: () => Promise.resolve(),
    pauses,
    ...change,
  };
}

const UP: Work = {
  verb: "up",
  fingerprints: new Map([
    ["a", "1"],
    ["b", "1"],
  ]),
};

describe("running stacks", () => {
  it("tries a stack again after ever longer pauses where AWS was asked too often, loses no change, and lets the rest go on", async () => {
    const { operator, log } = standIn({ a: [[THROTTLED], [THROTTLED]] });
    const asked = options();
    const { reports, fates } = await runStacks(operator, [step("a"), step("b")], UP, asked);
    assert.deepEqual(Object.fromEntries(fates), { a: "done", b: "done" });
    assert.equal(log.filter((entry) => entry === "up a").length, 3);
    assert.equal(log.filter((entry) => entry === "up b").length, 1);
    assert.ok((asked.pauses[0] ?? 0) < (asked.pauses[1] ?? 0));
    assert.equal(reports.get("a")?.changes.length, 3);
  });

  it("gives up a stack that AWS refuses for another reason, and one that is throttled too often", async () => {
    const { operator, log } = standIn({ a: [["AccessDenied"]], b: Array.from({ length: 9 }, () => [THROTTLED]) });
    const { fates } = await runStacks(operator, [step("a"), step("b"), step("c", "b")], UP, options());
    assert.deepEqual(Object.fromEntries(fates), { a: "failed", b: "failed", c: { after: "b" } });
    assert.equal(log.filter((entry) => entry === "up a").length, 1);
    assert.equal(log.filter((entry) => entry === "up b").length, 4);
  });

  it("begins nothing more once the declaration has changed, and takes what was deployed meanwhile for undone", async () => {
    let isUnchanged = true;
    const { operator, log } = standIn();
    const listener = { ...options().listener, onEnd: () => (isUnchanged = false) };
    const work = { ...UP, isUnchanged: () => isUnchanged };
    const steps = [step("a"), step("b", "a")];
    const first = await runStacks(operator, steps, work, options({ listener }));
    assert.deepEqual(Object.fromEntries(first.fates), { a: "done", b: "failed" });
    assert.match(first.reports.get("b")?.errors.join() ?? "", /has changed since it was read for the proof; run the same command again/);
    assert.deepEqual(log, ["create a", "up a"]);

    const during = standIn();
    const run: typeof operator.run = async (...args) => {
      isUnchanged = false;
      return during.operator.run(...args);
    };
    isUnchanged = true;
    const second = await runStacks({ ...during.operator, run }, steps, work, options());
    assert.deepEqual(Object.fromEntries(second.fates), { a: "failed", b: { after: "a" } });
    assert.equal(Object.keys(await during.operator.tags("a")).length, 0, "the next run deploys it again");
  });

  it("ends a pause where it is stopped, and begins nothing more", async () => {
    const stop = new AbortController();
    const { operator, log } = standIn({ a: [[THROTTLED]] });
    const pause = () => {
      stop.abort();
      return Promise.reject(new Error("aborted"));
    };
    const { fates } = await runStacks(
      operator,
      [step("a"), step("b", "a")],
      UP,
      options({ stop: { signal: stop.signal, reachedEngines: false }, pause }),
    );
    assert.deepEqual([fates.get("a"), log.filter((entry) => entry.startsWith("up"))], ["failed", ["up a"]]);
  });

  for (const [layer, atOnce] of [
    ["guardrails", 1],
    ["perimeter", 2],
    ["foundation", 5],
  ] as const) {
    it(`runs at most ${atOnce.toString()} stacks of the layer ${layer} at the same time, of five`, async () => {
      const { operator, most } = standIn();
      await runStacks(
        operator,
        Array.from({ length: 5 }, (_, index) => step(`${layer}.a${index.toString()}`)),
        { verb: "preview" },
        options(),
      );
      assert.equal(most(), atOnce);
    });
  }

  it("creates each stack once, with all that it refers to, and none that is there", async () => {
    const { operator, log } = standIn();
    await runStacks(operator, [step("b", "a", "old"), step("c", "a", "old")], { verb: "preview" }, options({ existing: new Set(["old"]) }));
    assert.deepEqual(log.filter((entry) => entry.startsWith("create")).sort(), ["create a", "create b", "create c"]);
  });

  it("does again what ended with a warning, since a grant may wait", async () => {
    const { operator, log } = standIn();
    const warned: Stacks = {
      ...operator,
      run: async (verb, name) => ({ ...(await operator.run(verb, name)), warnings: ["a grant waits"] }),
    };
    for (const existing of [new Set<string>(), new Set(["a"])]) await runStacks(warned, [step("a")], UP, options({ existing }));
    assert.equal(log.filter((entry) => entry === "up a").length, 2);
  });
});
