import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { rehearsePrograms } from "../../rehearsal/rehearse-programs.ts";
import { resourcesJson } from "../../rehearsal/resources-json.ts";
import { newPlane } from "../control-plane/test-plane.ts";
import { manyStacks, writtenResources } from "./determinism-subject.ts";
import { PROJECT, rehearseToys, toy } from "./toy.ts";

describe("the written resources", () => {
  let expected = "";
  before(async () => {
    expected = await writtenResources({ concurrency: 1 });
  });

  it("are a sorted array in JSON that ends with a newline", () => {
    const resources = JSON.parse(expected) as readonly Readonly<Record<string, unknown>>[];
    const urns = resources.map(({ urn }) => String(urn));
    assert.deepEqual(urns, urns.toSorted());
    assert.equal(resources.length > 60, true);
    assert.equal(expected.endsWith("\n]\n") && expected.startsWith('[\n  {\n    "stack": "data-0",\n'), true);
    assert.deepEqual(
      new Set(resources.map((resource) => Object.keys(resource).join(" "))),
      new Set(["stack account region urn type name id parent provider dependsOn inputs outputs"]),
    );
  });

  it("are the same byte for byte whatever the concurrency, the order of stacks and the order of answers", async () => {
    const turns = fc.infiniteStream(fc.integer({ min: 0, max: 3 }));
    const stacks = fc.shuffledSubarray([...manyStacks()], { minLength: manyStacks().length });
    await fc.assert(
      fc.asyncProperty(stacks, fc.integer({ min: 1, max: 8 }), turns, async (shuffled, concurrency, waits) => {
        let answers = 0;
        const delay = async (): Promise<void> => {
          answers++;
          for (let turn = Number(waits.next().value); turn > 0; turn--) await nextTurn();
        };
        const rehearsal = await rehearsePrograms({ project: PROJECT, controlPlane: newPlane(), stacks: shuffled, concurrency, delay });
        assert.equal([...resourcesJson(rehearsal)].join(""), expected);
        assert.equal(answers > 60, true);
      }),
      { numRuns: 15, seed: 20261122 },
    );
  });

  it("are the same in another working directory, time zone and language", () => {
    const subject = new URL("./determinism-subject.ts", import.meta.url).href;
    const script = `const { writtenResources } = await import(${JSON.stringify(subject)}); process.stdout.write(await writtenResources());`;
    const env = { ...process.env, TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: tmpdir(), env, encoding: "utf8" });
    assert.equal(run.stderr, "");
    assert.equal(run.stdout, expected);
  });

  it("are the same beside another rehearsal in the same process", async () => {
    assert.deepEqual(await Promise.all([writtenResources(), writtenResources()]), [expected, expected]);
  });
});

describe("the outcome of a rehearsal", () => {
  it("is the same whatever the order of answers, also when stacks fail", async () => {
    const broken = () => [
      toy("broken", () => {
        throw new Error("no");
      }),
      ...manyStacks().map((stack) => (stack.name === "data-1" ? { ...stack, dependsOn: [...stack.dependsOn, "broken"] } : stack)),
    ];
    const seen = new Set<string>();
    for (const concurrency of [1, 3, 8]) {
      const { stacks, refusals, resources } = await rehearseToys(broken(), { concurrency });
      const timeless = stacks.map((stack) => ({ ...stack, milliseconds: 0 }));
      seen.add(JSON.stringify({ timeless, refusals, written: [...resourcesJson({ resources })].join("") }));
    }
    assert.equal(seen.size, 1);
  });
});

describe("resourcesJson", () => {
  it("is one JSON text in parts, a part for each resource", () => {
    const resource = {
      ...{ stack: "s", account: "1", region: "r", urn: "u", type: "t", name: "n", id: "i", parent: "", provider: "", dependsOn: [] },
      ...{ inputs: { policy: '{\n  "Sid": "A\\nB"\n}', list: [], none: {} }, outputs: {} },
    };
    for (const resources of [[], [resource], [resource, { ...resource, urn: "v" }]]) {
      const parts = [...resourcesJson({ resources })];
      assert.equal(parts.length, resources.length + 2);
      const whole = JSON.parse(parts.join("")) as unknown;
      assert.deepEqual(whole, resources);
      assert.equal(parts.join(""), `${JSON.stringify(whole, undefined, 2)}\n`);
    }
  });

  it("does not depend on the order in which inputs and outputs came", () => {
    const resource = {
      ...{ stack: "s", account: "1", region: "r", urn: "u", type: "t", name: "n", id: "i", parent: "", provider: "", dependsOn: [] },
      inputs: { b: { d: 1, c: [{ f: 1, e: 2 }] }, a: 1 },
      outputs: { z: 1, y: 2 },
    };
    const turned = { ...resource, inputs: { a: 1, b: { c: [{ e: 2, f: 1 }], d: 1 } }, outputs: { y: 2, z: 1 } };
    assert.deepEqual([...resourcesJson({ resources: [resource] })], [...resourcesJson({ resources: [turned] })]);
  });
});
